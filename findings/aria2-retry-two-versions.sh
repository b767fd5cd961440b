#!/usr/bin/env bash
# A file that changes while aria2c fetches it is put together from both versions when the connection breaks once, and aria2c reports success.
#
# Version:   aria2 1.36.0 of Debian 12, with its defaults; a server of 127.0.0.1 that sends a strong ETag with each answer and honours If-Range.
# Expected:  what is continued is the version that was begun: If-Range, or a comparison of the ETag or of Last-Modified, as browsers do. The
#            control file of aria2c would be the place to keep it.
# Behaviour: the retry within one run, and -c in a later one, ask for the rest with Range alone, and take a 206 that names another ETag. The
#            length is right, the exit code is 0. With a total that differs in Content-Range it is an error; a new version of the same length is none.
# Seen:
#   request: no range
#   request: bytes=1000-1999, If-Range: none
#   exit code 0, the file has 1000 bytes of version 1 and 1000 of version 2
set -euo pipefail
work=$(mktemp -d)
trap 'kill "${server:-}" 2> /dev/null || true; rm -rf "$work"' EXIT
cd "$work"

# The libraries that Debian's aria2 needs beside its own have to be there.
{ apt-get download aria2=1.36.0-1 libaria2-0=1.36.0-1 && for package in *.deb; do dpkg -x "$package" aria2; done; } > log 2>&1 || { cat log; echo 'Not set up: this needs the packages of Debian 12.'; exit 1; }
library=$(find "$PWD/aria2" -name 'libaria2.so*' -printf '%h' -quit)

cat > server.mjs <<'JS'
import http from 'node:http';
import fs from 'node:fs';

const versions = [Buffer.alloc(2000, '1'), Buffer.alloc(2000, '2')];
let calls = 0;
const server = http.createServer((request, response) => {
    const version = Math.min(calls++, 1);
    const { range, 'if-range': condition } = request.headers;
    fs.appendFileSync('requests', range ? `request: ${range}, If-Range: ${condition ?? 'none'}\n` : 'request: no range\n');
    const etag = `"version-${version + 1}"`;
    const [, from] = /^bytes=(\d+)-/.exec(condition === undefined || condition === etag ? range ?? '' : '') ?? [];
    const body = versions[version].subarray(Number(from ?? 0));
    response.writeHead(from ? 206 : 200, { ETag: etag, 'Content-Length': body.length, ...(from && { 'Content-Range': `bytes ${from}-1999/2000` }) });
    if (version === 0) {
        response.write(body.subarray(0, 1000), () => setTimeout(() => response.destroy(), 200));
    } else {
        response.end(body);
    }
});
server.listen(0, '127.0.0.1', () => fs.writeFileSync('port', String(server.address().port)));
JS
node server.mjs &
server=$!
while [[ ! -s port ]]; do sleep 0.1; done

code=0
LD_LIBRARY_PATH=$library aria2/usr/bin/aria2c --no-conf -q -o file "http://127.0.0.1:$(cat port)/" >> log 2>&1 || code=$?
seen="$(cat requests)
exit code $code, the file has $(tr -cd 1 < file | wc -c) bytes of version 1 and $(tr -cd 2 < file | wc -c) of version 2"
echo "$seen"
[[ $seen == 'request: no range
request: bytes=1000-1999, If-Range: none
exit code 0, the file has 1000 bytes of version 1 and 1000 of version 2' ]] || { echo 'The behaviour has changed.'; exit 1; }
