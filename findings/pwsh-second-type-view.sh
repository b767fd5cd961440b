#!/usr/bin/env bash
# When one script emits objects of two types, PowerShell shows the second type by its raw properties, though a format file has a view for it.
#
# Version:   PowerShell 7.6.9.
# Expected:  the second type is shown by its own view, at least where that is a list, which needs no columns of the first.
# Behaviour: the first object chooses the view for the whole output. Objects of other types are listed with all their properties, under the names
#            and with the values that they have: what a view computes, leaves out or makes harmless is not applied. Piped to Out-Host one by one
#            both have their views.
# Seen:
#   Second alone: Shown : computed
#   First, then Second: Name : second | Hidden : raw
#   each | Out-Host: Shown : computed
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > views.format.ps1xml <<'XML'
<Configuration>
  <ViewDefinitions>
    <View>
      <Name>First</Name>
      <ViewSelectedBy><TypeName>First</TypeName></ViewSelectedBy>
      <TableControl>
        <TableHeaders><TableColumnHeader><Label>Column</Label></TableColumnHeader></TableHeaders>
        <TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><PropertyName>Name</PropertyName></TableColumnItem></TableColumnItems></TableRowEntry></TableRowEntries>
      </TableControl>
    </View>
    <View>
      <Name>Second</Name>
      <ViewSelectedBy><TypeName>Second</TypeName></ViewSelectedBy>
      <ListControl>
        <ListEntries><ListEntry><ListItems><ListItem><Label>Shown</Label><ScriptBlock>'computed'</ScriptBlock></ListItem></ListItems></ListEntry></ListEntries>
      </ListControl>
    </View>
  </ViewDefinitions>
</Configuration>
XML
cat > show.ps1 <<'PS1'
$PSStyle.OutputRendering = 'PlainText'
class First { [string] $Name = 'first' }
class Second { [string] $Name = 'second'; [string] $Hidden = 'raw' }
Update-FormatData -PrependPath views.format.ps1xml
function Show([string] $What, [string[]] $Text) {
    # The lines of the second type.
    "${What}: $(($Text.Trim() -match '^(Name|Hidden|Shown) ' -replace ' +:', ' :') -join ' | ')"
}
Show 'Second alone' ([Second]::new() | Out-String -Stream)
Show 'First, then Second' (& { [First]::new(); [Second]::new() } | Out-String -Stream)
Show 'each | Out-Host' (& { [First]::new() | Out-String -Stream; [Second]::new() | Out-String -Stream })
PS1

seen=$(./tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $seen == $'Second alone: Shown : computed\nFirst, then Second: Name : second | Hidden : raw\neach | Out-Host: Shown : computed' ]] || { echo 'The behaviour has changed.'; exit 1; }
