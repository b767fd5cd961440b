#!/usr/bin/env bash
# libmagic calls a plain ZIP archive a Word document when its first entry is in a folder called word; xl and ppt likewise.
#
# Version:   libmagic of npm wasmagic 1.0.10, archives by npm jszip 3.10.1.
# Expected:  an Office file is known by its part [Content_Types].xml, so an archive without that is application/zip.
# Behaviour: the name of the first entry decides. An archive of a folder with a text file in it gets the media type of a document, which no
#            program can open as one; a real document whose first entry is another one is application/zip.
# Seen:
#   word/notes.txt: application/vnd.openxmlformats-officedocument.wordprocessingml.document
#   xl/notes.txt: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
#   ppt/notes.txt: application/vnd.openxmlformats-officedocument.presentationml.presentation
#   photos/notes.txt: application/zip
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > log
npm install --silent --no-audit --no-fund wasmagic@1.0.10 jszip@3.10.1 >> log 2>&1 || { cat log; exit 1; }
cat > show.mjs <<'JS'
import { WASMagic } from 'wasmagic';
import JSZip from 'jszip';

const magic = await WASMagic.create();
for (const folder of ['word', 'xl', 'ppt', 'photos']) {
  const zip = new JSZip();
  zip.file(`${folder}/notes.txt`, 'Nothing but text.', { createFolders: false });
  console.log(`${folder}/notes.txt: ${magic.detect(await zip.generateAsync({ type: 'uint8array' }))}`);
}
JS

seen=$(node show.mjs)
echo "$seen"
[[ $seen == *'word/notes.txt: application/vnd.openxmlformats'*'xl/notes.txt: application/vnd.openxmlformats'*'ppt/notes.txt: application/vnd.openxmlformats'*'photos/notes.txt: application/zip' ]] || { echo 'The behaviour has changed.'; exit 1; }
