"""Runs reads with azure-storage-blob and adlfs: `reads.py CALLS OUTCOMES`, a JSON array in, a JSON line per call out."""

import datetime
import enum
import hashlib
import io
import json
import sys

from adlfs import AzureBlobFileSystem
from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError
from azure.storage.blob import BlobPrefix, BlobServiceClient

responses = []
services = {}


def plain(value):
    """What a client hands out, as JSON."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value.value if isinstance(value, enum.Enum) else value
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(each) for each in value]
    return {key: plain(each) for key, each in vars(value).items() if not key.startswith("_")}


def sha(content):
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def note(response):
    responses.append({"status": response.http_response.status_code, "headers": dict(response.http_response.headers)})


def connection(call):
    return "DefaultEndpointsProtocol=http;AccountName={account};AccountKey={key};BlobEndpoint={url};".format(**call)


def service(call, **options):
    key = (call["url"], tuple(options.items()))
    if key not in services:
        services[key] = BlobServiceClient.from_connection_string(
            connection(call), retry_total=0, raw_response_hook=note, **options
        )
    return services[key]


def conditions(call):
    found = {}
    match, none_match = call.get("ifMatch"), call.get("ifNoneMatch")
    if match == "*":
        found.update(match_condition=MatchConditions.IfPresent)
    elif match:
        found.update(etag=match, match_condition=MatchConditions.IfNotModified)
    elif none_match == "*":
        found.update(match_condition=MatchConditions.IfMissing)
    elif none_match:
        found.update(etag=none_match, match_condition=MatchConditions.IfModified)
    for name, option in (("ifModifiedSince", "if_modified_since"), ("ifUnmodifiedSince", "if_unmodified_since")):
        if call.get(name):
            found[option] = datetime.datetime.fromisoformat(call[name].replace("Z", "+00:00"))
    return found


def azure(call):
    do = call["do"]
    parallel = {"max_single_get_size": call["blockSize"], "max_chunk_get_size": call["blockSize"]}
    client = service(call, **(parallel if do == "parallel" else {}))
    container = client.get_container_client(call["container"])
    if do == "containers":
        return [plain(each) for each in client.list_containers()]
    if do == "account":
        return plain(client.get_account_information())
    if do == "container":
        return plain(container.get_container_properties())
    if do == "containerExists":
        return container.exists()
    if do == "list":
        options = {"name_starts_with": call.get("prefix"), "results_per_page": call.get("pageSize")}
        if call.get("metadata"):
            options["include"] = ["metadata"]
        if call.get("delimiter"):
            blobs = container.walk_blobs(delimiter=call["delimiter"], **options)
        else:
            blobs = container.list_blobs(**options)
        pages = blobs.by_page(call.get("marker"))
        return [
            [{"prefix": each.name} if isinstance(each, BlobPrefix) else plain(each) for each in page] for page in pages
        ]
    blob = container.get_blob_client(call["blob"], snapshot=call.get("snapshot"))
    if do == "properties":
        return plain(blob.get_blob_properties(**conditions(call)))
    if do == "exists":
        return blob.exists()
    if do == "tags":
        return blob.get_blob_tags()
    if do == "stream":
        content = io.BytesIO()
        blob.download_blob().readinto(content)
        return sha(content.getvalue())
    download = blob.download_blob(
        offset=call.get("offset"),
        length=call.get("count"),
        validate_content=call.get("md5", False),
        max_concurrency=4 if do == "parallel" else 1,
        **conditions(call),
    )
    return {"content": sha(download.readall()), "properties": plain(download.properties)}


def adlfs(call):
    do = call["do"]
    system = AzureBlobFileSystem(connection_string=connection(call), use_listings_cache=False)
    path = call["container"] + "/" + (call.get("blob") or call.get("prefix") or "")
    if do == "properties":
        return plain(system.info(path))
    if do == "exists":
        return system.exists(path)
    if do == "containerExists":
        return system.exists(call["container"])
    if do == "list":
        if call.get("delimiter"):
            return plain(sorted(system.ls(path, detail=True), key=lambda each: each["name"]))
        return plain(system.find(path, detail=True))
    if do in ("parallel", "stream"):
        with system.open(path, block_size=call["blockSize"]) as file:
            return sha(file.read() if do == "parallel" else b"".join(iter(lambda: file.read(300_000), b"")))
    start = call.get("offset")
    count = call.get("count")
    return sha(system.cat_file(path, start=start, end=None if count is None else (start or 0) + count))


def main(calls, outcomes):
    with open(calls, encoding="utf-8") as source, open(outcomes, "w", encoding="utf-8") as target:
        for call in json.load(source):
            responses.clear()
            outcome = {"id": call["id"]}
            try:
                outcome["result"] = (adlfs if call["client"] == "adlfs" else azure)(call)
            except HttpResponseError as e:
                code = getattr(e, "error_code", None)
                outcome["error"] = {"type": type(e).__name__, "status": e.status_code, "code": plain(code)}
            except Exception as e:  # What a client raises is the outcome, whatever it is.
                outcome["error"] = {"type": type(e).__name__}
            outcome["responses"] = list(responses)
            target.write(json.dumps(outcome) + "\n")


main(*sys.argv[1:])
