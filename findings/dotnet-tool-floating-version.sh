#!/usr/bin/env bash
# `dotnet tool install --version '1.4.*'` installs 2.0.0 where there is no 1.4.
#
# Version:   .NET SDK 10.0.401.
# Expected:  an error, as for `--version 1.4.0`: 2.0.0 is not 1.4.*.
# Behaviour: a floating version has no upper end. Without a 1.4 the nearest higher version is installed, and the exit code is 0. A range
#            such as '[1.4.*,1.5)' is refused. So a job that asks for an old release tests a new one, once a mirror lacks the old.
# Seen:
#   --version 1.4.*: exit code 0, installed 2.0.0
#   --version [1.4.*,1.5): exit code 1, installed nothing
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo "SDK $(dotnet --version)"

cat > demo.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><PackAsTool>true</PackAsTool><ToolCommandName>demo</ToolCommandName></PropertyGroup>
</Project>
XML
echo 'System.Console.WriteLine();' > demo.cs
dotnet pack -v quiet -o feed -p:Version=2.0.0 > log 2>&1 || { cat log; exit 1; }

# Installs from a folder that has version 2.0.0 alone.
install() {
    local code=0 version
    NUGET_PACKAGES="$work/cache" dotnet tool install demo --version "$1" --source "$work/feed" --tool-path "$work/$2" > log 2>&1 || code=$?
    version=$(dotnet tool list --tool-path "$work/$2" 2> /dev/null | sed -n 's/^demo *\([0-9.]*\).*/\1/p')
    echo "--version $1: exit code $code, installed ${version:-nothing}"
}
floating=$(install '1.4.*' floating)
range=$(install '[1.4.*,1.5)' range)
echo "$floating"
echo "$range"
[[ $floating == *'code 0, installed 2.0.0' && $range == *'code 1, installed nothing' ]] || { echo 'The behaviour has changed.'; exit 1; }
