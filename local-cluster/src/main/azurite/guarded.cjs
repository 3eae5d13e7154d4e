// Runs Azurite for as long as the process that holds the other end of standard input lives; then its data goes too.
const fs = require('fs');
const location = process.argv[process.argv.indexOf('--location') + 1];

function end() {
  fs.rmSync(location, {recursive: true, force: true});
  process.exit(0);
}

process.stdin.on('end', end);
process.stdin.on('error', end);
process.stdin.resume();
require('azurite/dist/src/blob/main.js');
