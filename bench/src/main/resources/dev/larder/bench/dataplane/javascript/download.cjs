// Downloads with @azure/storage-blob. Reads orders from standard input and answers each with a line:
// `check URL` with the SHA-256 of the blob, `read URL MILLIS` with bytes and nanoseconds of whole downloads.
const { createHash } = require("node:crypto");
const { createInterface } = require("node:readline");
const { BlobClient } = require("@azure/storage-blob");

let client;
let buffer = Buffer.alloc(0);

async function download(url) {
  if (client?.url !== url) {
    client = new BlobClient(url);
    buffer = Buffer.alloc((await client.getProperties()).contentLength);
  }
  await client.downloadToBuffer(buffer);
}

async function read(url, millis) {
  const began = process.hrtime.bigint();
  const end = began + BigInt(millis) * 1000000n;
  let bytes = 0;
  do {
    await download(url);
    bytes += buffer.length;
  } while (process.hrtime.bigint() < end);
  return `${bytes} ${process.hrtime.bigint() - began}`;
}

async function check(url) {
  await download(url);
  return createHash("sha256").update(buffer).digest("hex");
}

async function main() {
  for await (const line of createInterface({ input: process.stdin })) {
    const [order, url, millis] = line.split(" ");
    try {
      console.log(order === "check" ? await check(url) : await read(url, millis));
    } catch (e) {
      console.log(`failed: ${String(e.message).replaceAll("\n", " ")}`);
    }
  }
}

main();
