// Runs Azurite for as long as the process that holds the other end of standard input lives.
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
process.stdin.resume();
require('azurite/dist/src/blob/main.js');
