// Runs reads with @azure/storage-blob: `node reads.cjs CALLS OUTCOMES`, a JSON array in, a JSON line per call out.
const { createHash } = require("node:crypto");
const { readFileSync, unlinkSync, writeFileSync } = require("node:fs");
const { BlobServiceClient, StorageSharedKeyCredential, newPipeline } = require("@azure/storage-blob");

const responses = [];
const services = new Map();

function note(response) {
  if (response) responses.push({ status: response.status, headers: response.headers.toJSON?.() ?? response.headers.toJson() });
}

const noting = {
  create: (next) => ({
    async sendRequest(request) {
      try {
        const response = await next.sendRequest(request);
        note(response);
        return response;
      } catch (e) {
        note(e.response);
        throw e;
      }
    },
  }),
};

function service(call) {
  if (!services.has(call.url)) {
    const credential = new StorageSharedKeyCredential(call.account, call.key);
    const pipeline = newPipeline(credential, { retryOptions: { maxTries: 1 } });
    pipeline.factories.unshift(noting);
    services.set(call.url, new BlobServiceClient(call.url, pipeline));
  }
  return services.get(call.url);
}

function sha(content) {
  return { bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") };
}

/** Without the raw exchange, which is noted apart, and without functions. */
function plain(value) {
  return JSON.parse(
    JSON.stringify(value, (key, each) =>
      key === "_response" || key === "readableStreamBody" ? undefined : each?.type === "Buffer" ? each.data : each,
    ) ?? "null",
  );
}

/** A download hands everything out through getters. */
function described(answer) {
  const said = {};
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(answer)))) {
    if (property.get && !["_response", "readableStreamBody", "blobBody", "contentAsBlob"].includes(name)) {
      said[name] = answer[name];
    }
  }
  return plain(said);
}

function conditions(call) {
  const found = {};
  for (const name of ["ifMatch", "ifNoneMatch"]) {
    if (call[name]) found[name] = call[name];
  }
  for (const name of ["ifModifiedSince", "ifUnmodifiedSince"]) {
    if (call[name]) found[name] = new Date(call[name]);
  }
  return found;
}

async function read(call) {
  const container = service(call).getContainerClient(call.container);
  switch (call.do) {
    case "containers": {
      const found = [];
      for await (const each of service(call).listContainers()) found.push(plain(each));
      return found;
    }
    case "account":
      return plain(await service(call).getAccountInfo());
    case "container":
      return plain(await container.getProperties());
    case "containerExists":
      return container.exists();
    case "list": {
      const options = { prefix: call.prefix, includeMetadata: call.metadata };
      const blobs = call.delimiter
        ? container.listBlobsByHierarchy(call.delimiter, options)
        : container.listBlobsFlat(options);
      const pages = [];
      for await (const page of blobs.byPage({ maxPageSize: call.pageSize, continuationToken: call.marker })) {
        pages.push(plain(page));
      }
      return pages;
    }
  }
  let blob = container.getBlobClient(call.blob);
  if (call.snapshot) blob = blob.withSnapshot(call.snapshot);
  switch (call.do) {
    case "properties":
      return plain(await blob.getProperties({ conditions: conditions(call) }));
    case "exists":
      return blob.exists();
    case "tags":
      return plain(await blob.getTags());
    case "stream": {
      const file = `${process.argv[3]}.download`;
      await blob.downloadToFile(file);
      const content = readFileSync(file);
      unlinkSync(file);
      return sha(content);
    }
    case "parallel":
      return sha(await blob.downloadToBuffer(0, undefined, { blockSize: call.blockSize, concurrency: 4 }));
  }
  const answer = await blob.download(call.offset, call.count, {
    conditions: conditions(call),
    rangeGetContentMD5: call.md5,
    rangeGetContentCrc64: call.crc64,
    maxRetryRequests: 0,
  });
  const parts = [];
  for await (const part of answer.readableStreamBody) parts.push(part);
  return { content: sha(Buffer.concat(parts)), properties: described(answer) };
}

async function main(calls, outcomes) {
  const lines = [];
  for (const call of JSON.parse(readFileSync(calls, "utf8"))) {
    responses.length = 0;
    const outcome = { id: call.id };
    try {
      outcome.result = await read(call);
    } catch (e) {
      outcome.error = { type: e.name, status: e.statusCode, code: e.code ?? e.details?.errorCode };
    }
    outcome.responses = [...responses];
    lines.push(JSON.stringify(outcome) + "\n");
  }
  writeFileSync(outcomes, lines.join(""));
}

main(process.argv[2], process.argv[3]).then(() => process.exit(0));
