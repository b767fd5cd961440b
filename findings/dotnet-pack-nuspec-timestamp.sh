#!/usr/bin/env bash
# `dotnet pack X.nuspec` ignores DeterministicTimestamp; a project that names the same nuspec does not.
#
# Version:   .NET SDK 10.0.401 (NuGet 7.9).
# Expected:  since NuGet 7.9, -p:DeterministicTimestamp or SOURCE_DATE_EPOCH gives two packages of the same files the same bytes.
# Behaviour: true for `dotnet pack X.csproj -p:NuspecFile=X.nuspec`. Of `dotnet pack X.nuspec`, which needs no project, the entries keep
#            the times of the files and of the moment, and two packages differ. There is no warning.
# Seen:
#   nuspec alone, DeterministicTimestamp: 2 different packages
#   nuspec alone, SOURCE_DATE_EPOCH: 2 different packages
#   project with NuspecFile, DeterministicTimestamp: 1 different packages
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo "SDK $(dotnet --version)"

mkdir one
echo text > one/file.txt
cat > one/demo.nuspec <<'XML'
<package><metadata><id>demo</id><version>1.0.0</version><authors>a</authors><description>d</description></metadata><files><file src="file.txt" target="" /></files></package>
XML
cat > one/demo.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><EnableDefaultItems>false</EnableDefaultItems></PropertyGroup></Project>
XML
cp -r one two
touch -d 2001-02-03 two/file.txt
for folder in one two; do dotnet restore "$folder" -v quiet; done

# Packs both folders with the same command and counts the packages that differ.
count() {
    for folder in one two; do (cd "$folder" && "$@" -o out > log 2>&1 || { cat log; exit 1; }); done
    sha256sum one/out/*.nupkg two/out/*.nupkg | cut -d' ' -f1 | sort -u | wc -l
    rm -r one/out two/out
}
time=-p:DeterministicTimestamp=1980-01-01T00:00:00Z
alone=$(count dotnet pack demo.nuspec "$time")
epoch=$(count env SOURCE_DATE_EPOCH=315532800 dotnet pack demo.nuspec)
project=$(count dotnet pack demo.csproj --no-build -p:NuspecFile=demo.nuspec "$time")
echo "nuspec alone, DeterministicTimestamp: $alone different packages"
echo "nuspec alone, SOURCE_DATE_EPOCH: $epoch different packages"
echo "project with NuspecFile, DeterministicTimestamp: $project different packages"
[[ "$alone $epoch $project" == '2 2 1' ]] || { echo 'The behaviour has changed.'; exit 1; }
