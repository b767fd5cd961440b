#!/usr/bin/env bash
# Makes samples of the files that people send, each by a program that people use, as DIR/<writer>/<what it is>.<extension that is right>.
# The programs come from Debian: ffmpeg sox lame twolame flac opus-tools vorbis-tools mkvtoolnix imagemagick graphicsmagick libjxl-tools libheif-examples
# libavif-bin webp libopenjp2-tools libtiff-tools netpbm icoutils librsvg2-bin djvulibre-bin ghostscript pandoc genisoimage zip 7zip bzip2 xz-utils zstd
# lz4 lzip ncompress libarchive-tools sqlite3 aapt libmaven-resolver-java libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui. One that is missing costs its samples, and is named.
set -u
out=$(mkdir -p "$1" && cd "$1" && pwd)
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"

# sample <writer/name.ext> <command…>: {} in the command is the path of the sample.
sample() {
  local target="$out/$1"; shift
  mkdir -p "$(dirname "$target")"
  command -v "$1" > /dev/null || { echo "missing: $1" >&2; return; }
  "${@//\{\}/$target}" > /dev/null 2> log < /dev/null || rm -f "$target"
  [ -s "$target" ] || echo "failed: ${target#"$out"/}: $(tail -n1 log)" >&2
}
ff() { local name=$1; shift; sample "ffmpeg/$name" ffmpeg -y -v error "$@" {}; }

tone=(-f lavfi -i sine=d=0.4) ; picture=(-f lavfi -i testsrc=d=0.4:s=64x48:r=10)
ffmpeg -v error -y "${tone[@]}" tone.wav; ffmpeg -v error -y "${picture[@]}" -frames:v 1 picture.png; ffmpeg -v error -y -i picture.png picture.jpg
printf 'A report.\n' > report.txt; printf '# A report\n\nText.\n' > report.md

# Sound and video
ff wave.wav "${tone[@]}"; ff wave-large.wav "${tone[@]}" -rf64 always; sample ffmpeg/bare.aac ffmpeg -y -v error "${tone[@]}" -f adts {}
for kind in mp3 m4a flac aiff wma opus mka caf au wv; do ff "sound.$kind" "${tone[@]}"; done
ff sound.ogg "${tone[@]}" -c:a libvorbis
ff sound.spx "${tone[@]}" -ar 16000 -c:a libspeex -f ogg; ff sound.oga "${tone[@]}" -c:a flac -f ogg
ff sound.ac3 "${tone[@]}"; ff sound.eac3 "${tone[@]}"; ff sound.mp2 "${tone[@]}"; ff sound.weba "${tone[@]}" -c:a libopus -f webm
ff no-tag.mp3 "${tone[@]}" -id3v2_version 0 -write_xing 0; ff low-rate.mp3 "${tone[@]}" -ar 22050 -id3v2_version 0 -write_xing 0; ff recorder.m4a "${tone[@]}" -c:a aac -f mp4 -brand mp42
ff video.mp4 "${picture[@]}" "${tone[@]}" -pix_fmt yuv420p; ff web-first.mp4 "${picture[@]}" -pix_fmt yuv420p -movflags +faststart; ff pieces.mp4 "${picture[@]}" -pix_fmt yuv420p -movflags frag_keyframe+empty_moov
ff phone.mov "${picture[@]}" -pix_fmt yuv420p; ff hevc.mov "${picture[@]}" -c:v libx265 -tag:v hvc1 -pix_fmt yuv420p; ff phone.3gp "${picture[@]}" -c:v mpeg4; ff phone.3g2 "${picture[@]}" -c:v mpeg4; ff itunes.m4v "${picture[@]}" -pix_fmt yuv420p
for kind in mkv webm avi flv wmv mpg ts m2ts rm ogv; do ff "video.$kind" "${picture[@]}" -pix_fmt yuv420p -r 25; done
ff sound-and-picture.mkv "${picture[@]}" "${tone[@]}" -c:v libx264 -c:a libopus -pix_fmt yuv420p; ff live.mkv "${picture[@]}" -pix_fmt yuv420p -live 1; ff vp9.webm "${picture[@]}" -c:v libvpx-vp9
ff animated.gif "${picture[@]}"; ff still.avif -i picture.png -c:v libaom-av1 -still-picture 1; ff still.jp2 -i picture.png; ff still.webp -i picture.png; ff still.tiff -i picture.png; ff still.bmp -i picture.png; ff still.apng "${picture[@]}" -f apng
mv "$out/ffmpeg/still.apng" "$out/ffmpeg/animated.png" 2> /dev/null
for kind in wav mp3 ogg flac aiff au caf wv; do sample "sox/sound.$kind" sox tone.wav -r 8000 -c 1 {}; done
sample sox/voice.amr sox tone.wav -r 8000 -c 1 -t amr-nb {}
sample lame/vbr.mp3 lame --quiet -V4 tone.wav {}; sample lame/constant-no-tag.mp3 lame --quiet -t -b 64 tone.wav {}; sample lame/id3.mp3 lame --quiet --add-id3v2 --tt Title tone.wav {}
sample twolame/radio.mp2 twolame --quiet tone.wav {}; sample flac/sound.flac flac --silent -f -o {} tone.wav; sample flac/sound.oga flac --silent --ogg -f -o {} tone.wav
sample opus-tools/voice.opus opusenc --quiet tone.wav {}; sample vorbis-tools/sound.ogg oggenc -Q -o {} tone.wav
sample mkvmerge/video.mkv mkvmerge -q -o {} "$out/ffmpeg/video.mp4"; sample mkvmerge/sound.mka mkvmerge -q -o {} tone.wav; sample mkvmerge/video.webm mkvmerge -q --webm -o {} "$out/ffmpeg/video.webm"

# Pictures
for kind in png jpg gif bmp tiff ico webp psd jp2 dds; do sample "imagemagick/picture.$kind" convert-im6 picture.png {}; done
sample imagemagick/picture.heic convert-im6 picture.png {}; sample imagemagick/big-endian.tiff convert-im6 -endian MSB picture.png {}; sample imagemagick/progressive.jpg convert-im6 -interlace Plane picture.png {}
for kind in png jpg tiff bmp gif; do sample "graphicsmagick/picture.$kind" gm convert picture.png {}; done
sample libjxl/picture.jxl cjxl --quiet picture.png {}; sample libjxl/boxes.jxl cjxl --quiet --container=1 picture.png {}; sample libjxl/from-jpeg.jxl cjxl --quiet picture.jpg {}
sample libheif/picture.heic heif-enc -q 50 -o {} picture.png; sample libheif/picture.avif heif-enc -A -o {} picture.png
sample libavif/picture.avif avifenc picture.png {}; sample webp/picture.webp cwebp -quiet picture.png -o {}; sample webp/lossless.webp cwebp -quiet -lossless picture.png -o {}
pngtopnm picture.png > picture.ppm 2> /dev/null; sample openjpeg/picture.jp2 opj_compress -i picture.ppm -o {} -r 10; sample openjpeg/picture.j2k opj_compress -i picture.ppm -o {} -r 10
sample netpbm/picture.jpg bash -c 'pnmtojpeg picture.ppm > {}'; sample netpbm/picture.bmp bash -c 'ppmtobmp picture.ppm > {}'; sample netpbm/picture.png bash -c 'pnmtopng picture.ppm > {}'
sample libtiff/tiled.tiff tiffcp -t -w 16 -l 16 "$out/imagemagick/picture.tiff" {}; sample libtiff/big.tiff tiffcp -8 "$out/imagemagick/picture.tiff" {}
sample icoutils/icon.ico icotool -c -o {} picture.png; sample djvulibre/page.djvu bash -c 'pgmtopbm < <(ppmtopgm picture.ppm) > page.pbm && cjb2 page.pbm {}'
printf '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="5"/></svg>' > drawing.svg; sample librsvg/drawing.pdf rsvg-convert -f pdf -o {} drawing.svg; sample librsvg/drawing.svg rsvg-convert -f svg -o {} drawing.svg; sample librsvg/drawing.png rsvg-convert -o {} drawing.svg

# Documents
for kind in docx odt epub rtf pptx; do sample "pandoc/report.$kind" pandoc -s -M title=Report report.md -o {}; done
sample ghostscript/page.pdf gs -q -dNOPAUSE -dBATCH -sDEVICE=pdfwrite -sOutputFile={} -c showpage
sample sqlite/data.sqlite sqlite3 {} 'create table t(a); insert into t values (1);'
office=$(command -v soffice || command -v libreoffice)
office_file() { # name, format, source
  mkdir -p "$out/libreoffice"
  [ -n "$office" ] && "$office" -env:UserInstallation="file://$work/profile" --headless --convert-to "$2" --outdir "$work/office" "$3" > /dev/null 2>&1 < /dev/null
  mv "$work/office/$(basename "${3%.*}").${2%%:*}" "$out/libreoffice/$1" 2> /dev/null || echo "failed: libreoffice/$1" >&2
}
printf 'a,b\n1,2\n' > table.csv; cp "$out/pandoc/report.pptx" slides.pptx 2> /dev/null
for kind in odt docx doc rtf ott dotx epub pdf; do office_file "report.$kind" "$kind" report.txt; done
for kind in ods xlsx xls ots xltx; do office_file "table.$kind" "$kind" table.csv; done
for kind in odp pptx ppt otp potx; do office_file "slides.$kind" "$kind" slides.pptx; done
office_file "report.docm" "docm:MS Word 2007 XML VBA" report.txt; office_file "table.xlsm" "xlsm:Calc MS Excel 2007 VBA XML" table.csv

# Archives
mkdir -p word xl ppt photos; cp report.txt word/document.txt; cp report.txt xl/workbook.txt; cp report.txt ppt/notes.txt; cp picture.jpg photos/
sample zip/photos.zip zip -qr {} photos; sample zip/folder-word.zip zip -qr {} word; sample zip/folder-xl.zip zip -qr {} xl; sample zip/folder-ppt.zip zip -qr {} ppt
sample zip/document-inside.zip bash -c 'cp "'"$out"'/pandoc/report.docx" . && zip -q -0 {} report.docx'; sample zip/streamed-document-inside.zip bash -c 'cat report.docx | zip -q -0 {} -'
sample zip/again.odt bash -c 'mkdir again && cd again && bsdtar xf "'"$out"'/pandoc/report.odt" && zip -qr {} META-INF . '; sample zip/again.epub bash -c 'mkdir again2 && cd again2 && bsdtar xf "'"$out"'/pandoc/report.epub" && zip -qr {} META-INF . '
sample zip/again.docx bash -c 'mkdir again3 && cd again3 && bsdtar xf "'"$out"'/pandoc/report.docx" && zip -qr {} word _rels docProps "[Content_Types].xml"'; sample zip/encrypted.zip zip -q -P secret {} report.txt
sample 7zip/archive.7z 7z a -bd {} report.txt; sample 7zip/archive.zip 7z a -bd -tzip {} report.txt; sample 7zip/word.zip 7z a -bd -tzip {} word; sample 7zip/deflate64.zip 7z a -bd -tzip -mm=Deflate64 {} report.txt
sample 7zip/archive.tar 7z a -bd -ttar {} report.txt; sample 7zip/report.gz 7z a -bd -tgzip {} report.txt; sample 7zip/report.xz 7z a -bd -txz {} report.txt; sample 7zip/report.bz2 7z a -bd -tbzip2 {} report.txt; sample 7zip/archive.wim 7z a -bd -twim {} report.txt
sample tar/gnu.tar tar --format=gnu -cf {} report.txt; sample tar/old.tar tar --format=v7 -cf {} report.txt photos; sample tar/pax.tar tar --format=pax -cf {} report.txt; sample tar/archive.tar.gz tar -czf {} report.txt photos
sample bsdtar/archive.zip bsdtar --format zip -cf {} report.txt photos; sample bsdtar/archive.7z bsdtar --format 7zip -cf {} report.txt; sample bsdtar/archive.cpio bsdtar --format newc -cf {} report.txt; sample bsdtar/disc.iso bsdtar --format iso9660 -cf {} report.txt
sample gzip/report.gz bash -c 'gzip -c report.txt > {}'; sample bzip2/report.bz2 bash -c 'bzip2 -c report.txt > {}'; sample xz/report.xz bash -c 'xz -c report.txt > {}'; sample zstd/report.zst zstd -q report.txt -o {}; sample lz4/report.lz4 lz4 -q report.txt {}; sample lzip/report.lz bash -c 'lzip -c report.txt > {}'; sample compress/report.Z bash -c 'yes text | head -c 9000 | compress -c > {}'
sample genisoimage/disc.iso genisoimage -quiet -o {} report.txt
mkdir -p app/META-INF/com/android/build/gradle classes/META-INF
printf 'appMetadataVersion=1.1\n' > app/META-INF/com/android/build/gradle/app-metadata.properties
printf '<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="org.example.app"><application/></manifest>' > AndroidManifest.xml
jar=$(find /usr/share/java /usr/share/maven-repo -name '*.jar' -size -300k 2> /dev/null | head -n1)
[ -n "$jar" ] && sample maven/library.jar cp "$jar" {}
sample aapt/package.apk bash -c 'aapt package -M AndroidManifest.xml -F {}'; sample aapt/build-order.apk bash -c 'aapt package -M AndroidManifest.xml -F p.apk && mkdir p && cd p && bsdtar xf ../p.apk && cp -r ../app/META-INF . && zip -qr {} META-INF . '
printf 'Manifest-Version: 1.0\n' > classes/META-INF/MANIFEST.MF; sample zip/signed-without-classes.zip bash -c 'cd classes && cp ../report.txt . && zip -qr {} META-INF report.txt'
printf '<kml xmlns="http://www.opengis.net/kml/2.2"/>' > doc.kml; sample zip/places.kmz zip -q {} doc.kml
