#!/usr/bin/env bash
# ConvertTo-Json leaves a property of a .NET object out only when it is ignored by Newtonsoft.Json and hidden from the shell.
#
# Version:   PowerShell 7.6.9.
# Expected:  [JsonIgnore], of Newtonsoft.Json (which the shell uses) or of System.Text.Json, keeps a property out of the JSON.
# Behaviour: that of System.Text.Json means nothing. With that of Newtonsoft.Json the property is passed over at first, and then added after
#            all, as a member that the shell sees on the object. Only together with [Hidden] it stays out; a byte array is otherwise written
#            as a number for each byte.
# Seen:
#   {"Name":"x","Nothing":[1,2],"SystemText":[1,2],"Hidden":[1,2],"Newtonsoft":[1,2]}
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
mkdir types && cd types
cat > types.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="PowerShellStandard.Library" Version="5.1.1" PrivateAssets="all" />
    <PackageReference Include="Newtonsoft.Json" Version="13.0.4" ExcludeAssets="runtime" />
  </ItemGroup>
</Project>
XML
cat > Thing.cs <<'CS'
using ByShell = System.Management.Automation.HiddenAttribute;
using ByNewtonsoft = Newtonsoft.Json.JsonIgnoreAttribute;
using BySystemText = System.Text.Json.Serialization.JsonIgnoreAttribute;
public class Thing
{
    public string Name => "x";
    public byte[] Nothing => new byte[] { 1, 2 };
    [BySystemText] public byte[] SystemText => new byte[] { 1, 2 };
    [ByShell] public byte[] Hidden => new byte[] { 1, 2 };
    [ByNewtonsoft] public byte[] Newtonsoft => new byte[] { 1, 2 };
    [ByNewtonsoft, ByShell] public byte[] Both => new byte[] { 1, 2 };
}
CS
dotnet build -o ../out > ../log 2>&1 || { cat ../log; exit 1; }
cd ..
seen=$(./tool/pwsh -NoProfile -NonInteractive -Command "Add-Type -Path '$work/out/types.dll'; [Thing]::new() | ConvertTo-Json -Compress")
echo "$seen"
[[ $seen == '{"Name":"x","Nothing":[1,2],"SystemText":[1,2],"Hidden":[1,2],"Newtonsoft":[1,2]}' ]] || { echo 'The behaviour has changed.'; exit 1; }
