// The samples that JavaScript programs write. Packages: docx pptxgenjs exceljs xlsx@0.18.5 xlsx-populate officegen jszip yazl archiver adm-zip fflate pdf-lib pdfkit sharp
// mp4-muxer webm-muxer silk-wasm wavefile midi-writer-js ag-psd png-to-ico vcard-creator html-to-docx epub-gen-memory tar-stream. Usage: node make-samples.mjs DIR NODE_MODULES
import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync, readFileSync, createWriteStream } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , out, modules] = process.argv;
const require = createRequire(join(resolve(modules), 'x'));
const load = async name => { try { return require(name); } catch { return await import(pathToFileURL(require.resolve(name)).href); } };
const save = (name, bytes) => { const path = join(out, name); mkdirSync(dirname(path), { recursive: true }); writeFileSync(path, bytes); };
const collect = stream => new Promise((done, fail) => { const all = []; stream.on('data', b => all.push(b)).on('end', () => done(Buffer.concat(all))).on('error', fail); });
async function by(writer, work) {
  try { await work(await load(writer)); } catch (e) { console.error(`failed: ${writer}: ${e.message.split('\n')[0]}`); }
}

const picture = readFileSync(join(out, 'librsvg/drawing.png'));
const rows = [['a', 'b'], [1, 2]];

await by('xlsx', x => {
  const book = x.utils.book_new();
  x.utils.book_append_sheet(book, x.utils.aoa_to_sheet(rows), 'Sheet');
  for (const [type, ext] of [['xlsx', 'xlsx'], ['xlsm', 'xlsm'], ['xlsb', 'xlsb'], ['ods', 'ods'], ['biff8', 'xls']]) {
    try { save(`sheetjs/table.${ext}`, x.write(book, { bookType: type, type: 'buffer', compression: true })); } catch (e) { console.error(`failed: sheetjs ${type}: ${e.message}`); }
  }
  save('sheetjs/stored.xlsx', x.write(book, { bookType: 'xlsx', type: 'buffer' }));
});
await by('docx', async d => save('docx/report.docx', await d.Packer.toBuffer(new d.Document({ sections: [{ children: [new d.Paragraph('A report')] }] }))));
await by('pptxgenjs', async P => { const p = new (P.default ?? P)(); p.addSlide().addText('Slide', { x: 1, y: 1 }); save('pptxgenjs/slides.pptx', await p.write({ outputType: 'nodebuffer' })); });
await by('exceljs', async E => {
  const book = new E.Workbook(); book.addWorksheet('S').addRows(rows); save('exceljs/table.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
  const { PassThrough } = await import('node:stream'); const stream = new PassThrough(); const all = collect(stream);
  const streamed = new E.stream.xlsx.WorkbookWriter({ stream }); const sheet = streamed.addWorksheet('S'); sheet.addRow([1]).commit(); sheet.commit(); await streamed.commit(); save('exceljs/streamed.xlsx', await all);
});
await by('xlsx-populate', async X => { const book = await X.fromBlankAsync(); save('xlsx-populate/table.xlsx', await book.outputAsync()); });
await by('officegen', async o => {
  const { PassThrough } = await import('node:stream');
  for (const [type, ext] of [['docx', 'docx'], ['xlsx', 'xlsx'], ['pptx', 'pptx'], ['ppsx', 'ppsx']]) {
    const stream = new PassThrough(); const all = collect(stream); const file = o(type);
    if (type === 'docx') file.createP().addText('x'); else if (type === 'xlsx') file.makeNewSheet().data[0] = [1]; else file.makeNewSlide();
    file.generate(stream); save(`officegen/document.${ext}`, await all);
  }
});
await by('html-to-docx', async h => save('html-to-docx/report.docx', Buffer.from(await h('<p>A report</p>'))));
await by('epub-gen-memory', async e => save('epub-gen-memory/book.epub', await (e.default?.default ?? e.default ?? e)({ title: 'T', author: 'A' }, [{ title: 'C', content: '<p>x</p>' }])));
await by('pdf-lib', async p => { const d = await p.PDFDocument.create(); d.addPage(); save('pdf-lib/page.pdf', await d.save()); });
await by('pdfkit', async P => { const d = new P(); const all = collect(d); d.text('x'); d.end(); save('pdfkit/page.pdf', await all); });
await by('jszip', async J => {
  const z = new J(); z.file('word/readme.txt', 'x'); z.file('xl/readme.txt', 'x'); save('jszip/folders.zip', await z.generateAsync({ type: 'nodebuffer', streamFiles: true }));
  const inner = readFileSync(join(out, 'docx/report.docx')); const outer = new J(); outer.file('report.docx', inner); save('jszip/document-inside.zip', await outer.generateAsync({ type: 'nodebuffer' }));
  save('jszip/streamed-document-inside.zip', await outer.generateAsync({ type: 'nodebuffer', streamFiles: true }));
  const again = await J.loadAsync(inner); const types = await again.file('[Content_Types].xml').async('string'); again.remove('[Content_Types].xml');
  again.file('[Content_Types].xml', types.replace('application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml', 'application/vnd.ms-word.document.macroEnabled.main+xml')); save('jszip/types-last.docm', await again.generateAsync({ type: 'nodebuffer' }));
  for (const [from, ext, main, to] of [['pptxgenjs/slides.pptx', 'pptm', 'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml', 'application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml'],
    ['pptxgenjs/slides.pptx', 'ppsx', 'presentationml.presentation.main', 'presentationml.slideshow.main'], ['docx/report.docx', 'dotx', 'wordprocessingml.document.main', 'wordprocessingml.template.main']]) {
    const file = await J.loadAsync(readFileSync(join(out, from))); file.file('[Content_Types].xml', (await file.file('[Content_Types].xml').async('string')).replace(main, to)); save(`jszip/changed.${ext}`, await file.generateAsync({ type: 'nodebuffer' }));
  }
  const odt = await J.loadAsync(readFileSync(join(out, 'pandoc/report.odt'))); const last = new J(); for (const name of Object.keys(odt.files).filter(n => n !== 'mimetype' && !odt.files[n].dir)) last.file(name, await odt.file(name).async('nodebuffer'));
  save('jszip/manifest-only.odt', await last.generateAsync({ type: 'nodebuffer' })); last.file('mimetype', 'application/vnd.oasis.opendocument.text'); save('jszip/type-last.odt', await last.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' }));
  const photos = new J(); photos.file('IMG_1.jpg', picture); photos.file('IMG_1.mov', picture); save('jszip/photos.zip', await photos.generateAsync({ type: 'nodebuffer' }));
});
await by('yazl', async y => {
  const z = new y.ZipFile(); z.addReadStream(createReadable(readFileSync(join(out, 'docx/report.docx'))), 'report.docx', { compress: false }); z.addBuffer(Buffer.from('x'), 'ppt/a.txt'); z.end(); save('yazl/streamed-document-inside.zip', await collect(z.outputStream));
});
await by('archiver', async a => {
  const make = (type, options) => a.default ? a.default(type, options) : typeof a === 'function' ? a(type, options) : new a[type === 'zip' ? 'ZipArchive' : 'TarArchive'](options);
  for (const [type, options, ext] of [['zip', {}, 'zip'], ['tar', {}, 'tar'], ['tar', { gzip: true }, 'tar.gz']]) { const z = make(type, options); const all = collect(z); z.append('text', { name: 'word/a.txt' }); z.finalize(); save(`archiver/archive.${ext}`, await all); }
});
await by('adm-zip', A => { const z = new A(); z.addFile('xl/a.txt', Buffer.from('x')); save('adm-zip/folder.zip', z.toBuffer()); });
await by('fflate', f => { save('fflate/archive.zip', f.zipSync({ 'a.txt': Buffer.from('x'), ppt: { 'b.txt': Buffer.from('x') } })); save('fflate/text.gz', f.gzipSync(Buffer.from('text'))); });
await by('sharp', async s => { for (const ext of ['png', 'jpg', 'webp', 'avif', 'tiff', 'gif']) save(`sharp/picture.${ext}`, await s(picture).toFormat(ext === 'jpg' ? 'jpeg' : ext).toBuffer()); });
await by('ag-psd', p => { p.initializeCanvas?.(() => { throw new Error('no canvas'); }); save('ag-psd/picture.psd', Buffer.from(p.writePsd({ width: 4, height: 4, imageData: { width: 4, height: 4, data: new Uint8ClampedArray(64) } }))); });
await by('png-to-ico', async p => save('png-to-ico/icon.ico', await (p.default ?? p)(await (await load('sharp'))(picture).resize(32, 32).png().toBuffer())));
await by('wavefile', w => { const f = new w.WaveFile(); f.fromScratch(1, 8000, '16', [0, 1, 2, 3]); save('wavefile/sound.wav', Buffer.from(f.toBuffer())); });
await by('midi-writer-js', m => { const w = m.default ?? m; const t = new w.Track(); t.addEvent(new w.NoteEvent({ pitch: ['C4'], duration: '4' })); save('midi-writer-js/tune.mid', Buffer.from(new w.Writer(t).buildFile())); });
await by('silk-wasm', async s => { const pcm = new Int16Array(24000).map((_, i) => 8000 * Math.sin(i / 9)); save('silk-wasm/voice.silk', Buffer.from((await s.encode(Buffer.from(pcm.buffer), 24000)).data)); });
await by('vcard-creator', v => { const C = v.default?.default ?? v.VCard ?? v.default ?? v; save('vcard-creator/person.vcf', new C().addName({ familyName: 'Chen', givenName: 'Mei' }).toString()); });
await by('mp4-muxer', m => {
  const target = new m.ArrayBufferTarget(); const muxer = new m.Muxer({ target, audio: { codec: 'aac', sampleRate: 44100, numberOfChannels: 1 }, fastStart: 'in-memory' });
  muxer.addAudioChunkRaw(new Uint8Array(64), 'key', 0, 20000, { decoderConfig: { codec: 'mp4a.40.2', sampleRate: 44100, numberOfChannels: 1, description: new Uint8Array([18, 8]) } }); muxer.finalize(); save('mp4-muxer/sound.m4a', Buffer.from(target.buffer));
});
await by('webm-muxer', m => { const target = new m.ArrayBufferTarget(); const muxer = new m.Muxer({ target, video: { codec: 'V_VP8', width: 4, height: 4 } }); muxer.addVideoChunkRaw(new Uint8Array(64), 'key', 0); muxer.finalize(); save('webm-muxer/video.webm', Buffer.from(target.buffer)); });
await by('tar-stream', async t => { const p = t.pack(); const all = collect(p); p.entry({ name: 'a.txt' }, 'x'); p.finalize(); save('tar-stream/archive.tar', await all); });

function createReadable(buffer) { const { Readable } = require('node:stream'); return Readable.from([buffer]); }
