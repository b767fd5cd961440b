#Requires -Version 7.4
<#
    What the scripts of the page make of texts that members of a chat wrote to keep it busy. It needs node, and no browser; skipped by name without it.
#>

BeforeDiscovery {
    $hasNode = [bool](Get-Command node -CommandType Application -TotalCount 1 -ErrorAction Ignore)
    $whyNotNode = if (-not $hasNode) { ' (skipped: there is no node)' }
}

Describe 'The scripts of the page of an export' {
    It "read what a member of a chat wrote once, and not once for each character$whyNotNode" -Skip:(-not $hasNode) {
        $outcomes = @(node (Join-Path $PSScriptRoot '../Gallery/check-scans.mjs') | ConvertFrom-Json)
        $LASTEXITCODE | Should -Be 0
        $outcomes.Count | Should -BeGreaterThan 8
        $outcomes | Where-Object { -not $_.ok } | ForEach-Object { "$($_.name): $($_.why)" } | Should -BeNullOrEmpty
    }
}
