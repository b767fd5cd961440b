// Asks three judges what each sample is, and writes docs/file-kinds.md: `file`, npm file-type, and Get-LarkMessageResource, which gets the samples from a
// server here, without a name and as application/octet-stream. Usage: node judge.mjs DIR NODE_MODULES MODULE PWSH…
import { createServer } from 'node:http';
import { execFileSync, spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [, , samplesFolder, modules, module, ...pwsh] = process.argv;
const require = createRequire(join(resolve(modules), 'x'));
const { fileTypeFromFile } = await import(pathToFileURL(require.resolve('file-type')).href);
const page = fileURLToPath(new URL('../../docs/file-kinds.md', import.meta.url));

// What counts as right beside the extension of the sample: other extensions, and media types for the judges that give these.
const right = {
  aac: ['audio/x-hx-aac-adts'], ac3: ['audio/vnd.dolby.dd-raw'], eac3: ['audio/vnd.dolby.dd-raw'], aiff: ['aif', 'aifc', 'audio/x-aiff'], amr: ['audio/AMR'], apk: ['application/vnd.android.package-archive'], au: ['audio/basic'],
  avi: ['video/x-msvideo'], avif: ['image/avif'], bmp: ['image/bmp', 'image/x-ms-bmp'], bz2: ['application/x-bzip2'], caf: ['audio/x-caf'], cpio: ['application/x-cpio'], dds: ['image/x-dds'], djvu: ['image/vnd.djvu'],
  doc: ['cfb', 'application/msword'], docm: ['application/vnd.ms-word.document.macroEnabled.12'], docx: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  dotx: ['application/vnd.openxmlformats-officedocument.wordprocessingml.template'], epub: ['application/epub+zip'], flac: ['audio/flac', 'audio/x-flac'], flv: ['video/x-flv'], gif: ['image/gif'], gz: ['application/gzip'],
  heic: ['image/heic'], ico: ['image/x-icon', 'image/vnd.microsoft.icon'], iso: ['application/x-iso9660-image'], j2k: ['j2c', 'jpc', 'image/x-jp2-codestream'], jar: ['application/java-archive'], jp2: ['image/jp2'], jpg: ['image/jpeg'],
  jxl: ['image/jxl'], kmz: ['application/vnd.google-earth.kmz'], lz: ['application/x-lzip', 'application/lzip'], lz4: ['application/x-lz4'], m2ts: ['mts', 'ts', 'video/mp2t'], m4a: ['audio/mp4', 'audio/x-m4a'], m4v: ['video/x-m4v'], mid: ['audio/midi'],
  mka: ['audio/x-matroska'], mkv: ['video/x-matroska'], mov: ['video/quicktime'], mp2: ['audio/mpeg'], mp3: ['audio/mpeg'], mp4: ['video/mp4'], mpg: ['mpeg', 'video/mpeg', 'video/MP1S', 'video/MP2P', 'video/mpeg4-generic'], odp: ['application/vnd.oasis.opendocument.presentation'],
  ods: ['application/vnd.oasis.opendocument.spreadsheet'], odt: ['application/vnd.oasis.opendocument.text'], oga: ['ogg', 'audio/ogg'], ogg: ['audio/ogg'], ogv: ['video/ogg'], opus: ['audio/ogg'], otp: ['application/vnd.oasis.opendocument.presentation-template'],
  ots: ['application/vnd.oasis.opendocument.spreadsheet-template'], ott: ['application/vnd.oasis.opendocument.text-template'], pdf: ['application/pdf'], png: ['apng', 'image/png'], potx: ['application/vnd.openxmlformats-officedocument.presentationml.template'],
  ppsx: ['application/vnd.openxmlformats-officedocument.presentationml.slideshow'], ppt: ['cfb', 'application/vnd.ms-powerpoint'], pptm: ['application/vnd.ms-powerpoint.presentation.macroEnabled.12'],
  pptx: ['application/vnd.openxmlformats-officedocument.presentationml.presentation'], psd: ['image/vnd.adobe.photoshop'], rm: ['application/vnd.rn-realmedia'], rtf: ['text/rtf'], silk: ['audio/x-silk'], spx: ['ogg', 'audio/ogg'], sqlite: ['application/vnd.sqlite3', 'application/x-sqlite3'], svg: ['image/svg+xml'],
  tar: ['application/x-tar'], 'tar.gz': ['application/gzip'], tiff: ['tif', 'image/tiff'], ts: ['mts', 'video/mp2t'], vcf: ['text/vcard'], wav: ['audio/x-wav', 'audio/vnd.wave'], weba: ['audio/webm'], webm: ['video/webm'], webp: ['image/webp'], wim: ['application/x-ms-wim'],
  wma: ['audio/x-ms-wma'], wmv: ['asf', 'video/x-ms-asf', 'video/x-ms-wmv'], wv: ['audio/wavpack', 'audio/x-wavpack'], xls: ['cfb', 'application/vnd.ms-excel'], xlsb: ['application/vnd.ms-excel.sheet.binary.macroEnabled.12'],
  xlsm: ['application/vnd.ms-excel.sheet.macroEnabled.12'], xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'], xltx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.template'], xz: ['application/x-xz'], z: ['Z', 'application/x-compress'],
  zip: ['application/zip'], zst: ['application/zstd'], '3gp': ['video/3gpp'], '3g2': ['video/3gpp2'], '7z': ['application/x-7z-compressed'],
};

const samples = readdirSync(samplesFolder).sort().flatMap(writer => readdirSync(join(samplesFolder, writer)).sort().map(file => ({ writer, file, path: join(samplesFolder, writer, file), kind: file.slice(file.indexOf('.') + 1) })));

// The judge of the product: a tenant of one message for each sample.
const server = createServer((request, response) => {
  const index = /om_(\d+)/.exec(request.url)?.[1];
  if (!request.url.includes('/resources/')) {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ code: 0, data: { items: [{ message_id: `om_${index}`, msg_type: 'file', create_time: '1700000000000', body: { content: JSON.stringify({ file_key: `file_${index}` }) } }] } }));
    return;
  }
  response.setHeader('Content-Type', 'application/octet-stream');
  response.setHeader('Content-Length', statSync(samples[index].path).size);
  createReadStream(samples[index].path).pipe(response);
}).listen(0, '127.0.0.1');
await new Promise(done => server.once('listening', done));
const saved = mkdtempSync(join(tmpdir(), 'kinds-'));
const script = `
  $ErrorActionPreference = 'Stop'
  Import-Module '${resolve(module)}'
  Connect-Lark -AccessToken (ConvertTo-SecureString t-kinds -AsPlainText -Force) -BaseUri http://127.0.0.1:${server.address().port} -SkipCheck -CallsPerMinute 100000 -CallsPerSecond 1000
  foreach ($index in 0..${samples.length - 1}) { $file = Get-LarkMessageResource om_$index -FileKey file_$index -Type File -OutFile '${saved}/'; "$index $($file.Name)" }`;
const lines = await new Promise((done, fail) => {
  const shell = spawn(pwsh[0], [...pwsh.slice(1), '-NoProfile', '-Command', script]); let text = '', errors = '';
  shell.stdout.on('data', b => { text += b; }); shell.stderr.on('data', b => { errors += b; });
  shell.on('close', code => code === 0 ? done(text.trim().split(/\r?\n/)) : fail(new Error(errors + text)));
});
server.close();
rmSync(saved, { recursive: true });
for (const line of lines) { const [index, name] = line.replace(/\u001b\[[0-9;?]*[a-zA-Z]/g, '').split(' '); samples[index].ours = name.slice(`file_${index}`.length).replace(/^\./, '') || '–'; }

const isRight = (sample, says) => says.toLowerCase() === sample.kind.toLowerCase() || (right[sample.kind.toLowerCase()] ?? []).some(x => x.toLowerCase() === says.toLowerCase());
for (const sample of samples) {
  sample.magic = execFileSync('file', ['-b', '--mime-type', sample.path], { encoding: 'utf8' }).trim();
  const type = await fileTypeFromFile(sample.path);
  sample.npm = type?.ext ?? '–';
  Object.assign(sample, { okMagic: isRight(sample, sample.magic), okNpm: isRight(sample, sample.npm), okOurs: sample.ours.toLowerCase() === sample.kind.toLowerCase() });
}

const count = key => samples.filter(s => s[key]).length;
const of = ok => ok ? '' : ' ✗';
const who = s => [s.okOurs && 'ours', s.okNpm && 'file-type', s.okMagic && 'file'].filter(Boolean).join(', ') || 'none';
const disagreements = samples.filter(s => !(s.okMagic && s.okNpm && s.okOurs));
const version = execFileSync('file', ['--version'], { encoding: 'utf8' }).split('\n')[0];
writeFileSync(page, `# What a file is called that has no name

The platform names few resources by itself, and its media type is often \`application/octet-stream\`. Then the first bytes tell. This table asks three judges
about ${samples.length} files of ${new Set(samples.map(s => s.kind.toLowerCase())).size} kinds by ${new Set(samples.map(s => s.writer)).size} writers: \`file\` (${version}, its media type), npm \`file-type\` ${require(join(resolve(modules), 'file-type/package.json')).version} 
(its extension), and \`Get-LarkMessageResource\`, which downloads each without a name. [tests/Kinds](../tests/Kinds/README.md) makes it, outside CI; the tests build
small samples of their own.

| Judge | Right |
| --- | --- |
| Get-LarkMessageResource | ${count('okOurs')} of ${samples.length} |
| file-type | ${count('okNpm')} of ${samples.length} |
| file | ${count('okMagic')} of ${samples.length} |

A general name that is not wrong counts as right (\`cfb\` for an old Office file, \`ogg\` for Speex), and so does a media type shared by several extensions.

## Where they disagree

${disagreements.length} of the ${samples.length}.

| Sample | file | file-type | Ours | Right |
| --- | --- | --- | --- | --- |
${disagreements.map(s => `| ${s.writer}/${s.file} | ${s.magic}${of(s.okMagic)} | ${s.npm}${of(s.okNpm)} | ${s.ours}${of(s.okOurs)} | ${who(s)} |`).join('\n')}

## Where they agree

| Kind | Samples |
| --- | --- |
${[...group(samples.filter(s => !disagreements.includes(s)))].sort(([a], [b]) => a < b ? -1 : 1).map(([kind, all]) => `| ${kind} | ${all.map(s => s.writer + (all.filter(o => o.writer === s.writer).length > 1 ? `/${s.file.slice(0, s.file.indexOf('.'))}` : '')).join(', ')} |`).join('\n')}
`);
console.log(`ours ${count('okOurs')}, file-type ${count('okNpm')}, file ${count('okMagic')} of ${samples.length}`);
for (const s of samples.filter(s => !s.okOurs)) console.log(`${s.writer}/${s.file}: ${s.ours} (file ${s.magic}, file-type ${s.npm})`);

function group(all) { const map = new Map(); for (const s of all) map.set(s.kind, [...(map.get(s.kind) ?? []), s]); return map; }
