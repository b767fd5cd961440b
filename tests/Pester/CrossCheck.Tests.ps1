#Requires -Version 7.4
<#
    Downloaders that others wrote as the judges of the sandbox's resource endpoint: what curl, aria2c and Invoke-WebRequest make of its
    ranges must be the bytes and headers that RFC 9110 promises them. A tool that is not there is skipped, with the reason in the name.
#>

BeforeDiscovery {
    $tools = foreach ($name in 'curl', 'aria2c') {
        $found = Get-Command $name -CommandType Application -TotalCount 1 -ErrorAction Ignore
        @{ Tool = $name; Missing = -not $found; Reason = $found ? '' : " (skipped: there is no $name)" }
    }

    $curl, $aria = $tools
    $ranges = @(
        @{ Case = 'the first bytes'; Range = '0-9'; From = 0; To = 9 }
        @{ Case = 'bytes in the middle'; Range = '65530-131077'; From = 65530; To = 131077 }
        @{ Case = 'an open end'; Range = '1048000-'; From = 1048000; To = 1048576 }
        @{ Case = 'the last bytes'; Range = '-100'; From = 1048477; To = 1048576 }
        @{ Case = 'more last bytes than there are'; Range = '-2000000'; From = 0; To = 1048576 }
        @{ Case = 'an end behind the end'; Range = '1048570-9999999'; From = 1048570; To = 1048576 }
        @{ Case = 'the very last byte'; Range = '1048576-1048576'; From = 1048576; To = 1048576 }
    )
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    $server = Get-SandboxServer
    $total = 1048577
    $key = "file_v3_sized_${total}_7"
    $uri = "$($server.BaseUri)open-apis/im/v1/messages/om_sized_${total}_7/resources/${key}?type=file"
    $whole = [byte[]](Invoke-WebRequest $uri -Headers @{ Authorization = 'Bearer t-sandbox' } -NoProxy).Content
    $folder = New-TestFolder

    function Get-Hash([byte[]] $Bytes) {
        [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($Bytes)).ToLowerInvariant()
    }

    function Get-Slice([long] $From, [long] $To) {
        , [byte[]]$whole[$From..$To]
    }

    # Status, headers and bytes of one request of curl.
    function Invoke-Curl([string[]] $Options, [string] $Uri = $uri, [string] $Authorization = 'Authorization: Bearer t-sandbox') {
        $body = Join-Path $folder "$([guid]::NewGuid()).bin"
        $status = curl --silent --show-error --noproxy '*' --header $Authorization --dump-header "$body.headers" --output $body --write-out '%{http_code}' @Options $Uri
        $LASTEXITCODE | Should -Be 0
        $headers = @{}
        foreach ($line in Get-Content "$body.headers" | Where-Object { $_ -match '^([^:\s]+):\s*(.*)$' }) {
            $headers[$line.Split(':')[0]] = $line.Substring($line.IndexOf(':') + 1).Trim()
        }

        [pscustomobject]@{ Status = [int]$status; Headers = $headers; Bytes = (Test-Path $body) ? [IO.File]::ReadAllBytes($body) : [byte[]]@() }
    }
}

Describe 'Invoke-WebRequest and the sandbox' {
    It 'gets the whole file as the tenant describes it' {
        $whole.Length | Should -Be $total
        Get-Hash $whole | Should -Be (Get-SandboxResource $server $key).sha256
    }

    It 'gets <Case>' -ForEach $ranges {
        $answer = Invoke-WebRequest $uri -Headers @{ Authorization = 'Bearer t-sandbox'; Range = "bytes=$Range" } -NoProxy -SkipHeaderValidation
        $answer.StatusCode | Should -Be 206
        $answer.Headers['Content-Range'] | Should -Be "bytes $From-$To/$total"
        $answer.Headers['Content-Length'] | Should -Be ($To - $From + 1)
        Get-Hash $answer.Content | Should -Be (Get-Hash (Get-Slice $From $To))
    }

    It 'goes on with -Resume from <Length> bytes' -ForEach @(@{ Length = 1 }, @{ Length = 500000 }, @{ Length = 1048576 }) {
        $file = Join-Path $folder "resume-$Length.bin"
        [IO.File]::WriteAllBytes($file, (Get-Slice 0 ($Length - 1)))
        Invoke-WebRequest $uri -Headers @{ Authorization = 'Bearer t-sandbox' } -NoProxy -OutFile $file -Resume
        Get-Hash ([IO.File]::ReadAllBytes($file)) | Should -Be (Get-Hash $whole)
    }

    It 'finds with -Resume that a whole file is whole' {
        $file = Join-Path $folder 'resume-whole.bin'
        [IO.File]::WriteAllBytes($file, $whole)
        Invoke-WebRequest $uri -Headers @{ Authorization = 'Bearer t-sandbox' } -NoProxy -OutFile $file -Resume
        Get-Hash ([IO.File]::ReadAllBytes($file)) | Should -Be (Get-Hash $whole)
    }
}

Describe "curl and the sandbox$($curl.Reason)" -Skip:$curl.Missing {
    It 'gets <Case>' -ForEach $ranges {
        $answer = Invoke-Curl '--range', $Range
        $answer.Status | Should -Be 206
        $answer.Headers['Content-Range'] | Should -Be "bytes $From-$To/$total"
        $answer.Headers['Content-Length'] | Should -Be ($To - $From + 1)
        Get-Hash $answer.Bytes | Should -Be (Get-Hash (Get-Slice $From $To))
    }

    It 'is told 416 and the length for <Range>' -ForEach @(@{ Range = '1048577-' }, @{ Range = '9000000-9000001' }, @{ Range = '-0' }) {
        # As a header: curl itself takes -0 for something else.
        $answer = Invoke-Curl '--header', "Range: bytes=$Range"
        $answer.Status | Should -Be 416
        $answer.Headers['Content-Range'] | Should -Be "bytes */$total"
        $answer.Bytes | Should -HaveCount 0
    }

    It 'gets the whole file for <Case>' -ForEach @(
        @{ Case = 'two ranges, which the sandbox does not send as parts'; Options = '--range', '0-9,100-109' }
        @{ Case = 'another unit'; Options = '--header', 'Range: pages=1-2' }
        @{ Case = 'a range that ends before it begins'; Options = '--header', 'Range: bytes=20-10' }
        @{ Case = 'a range that is no range'; Options = '--header', 'Range: bytes=a-b' }
        @{ Case = 'If-Range with a tag that is not that of the file'; Options = '--range', '0-9', '--header', 'If-Range: "other"' }
        @{ Case = 'If-Range with a date'; Options = '--range', '0-9', '--header', 'If-Range: Mon, 09 Nov 2026 01:00:00 GMT' }
    ) {
        $answer = Invoke-Curl $Options
        $answer.Status | Should -Be 200
        $answer.Headers['Content-Range'] | Should -BeNullOrEmpty
        $answer.Headers['Content-Length'] | Should -Be $total
        Get-Hash $answer.Bytes | Should -Be (Get-Hash $whole)
    }

    It 'goes on with a file of which it has a part' {
        $file = Join-Path $folder 'continued.bin'
        [IO.File]::WriteAllBytes($file, (Get-Slice 0 299999))
        curl --silent --show-error --fail --noproxy '*' --header 'Authorization: Bearer t-sandbox' --continue-at - --output $file $uri
        $LASTEXITCODE | Should -Be 0
        Get-Hash ([IO.File]::ReadAllBytes($file)) | Should -Be (Get-Hash $whole)
    }

    It 'gets an empty file, and 416 for any range of it' {
        $empty = "$($server.BaseUri)open-apis/im/v1/messages/om_sandbox_empty/resources/file_v3_sandbox_empty?type=file"
        (Invoke-Curl @() $empty).Status | Should -Be 200
        $answer = Invoke-Curl @('--header', 'Range: bytes=0-') $empty
        $answer.Status | Should -Be 416
        $answer.Headers['Content-Range'] | Should -Be 'bytes */0'
    }

    It 'is refused without a token' {
        # A header without a value is one that curl leaves out.
        $answer = Invoke-Curl @('--range', '0-9') -Authorization 'Authorization:'
        $answer.Status | Should -Be 400
        ([Text.Encoding]::UTF8.GetString($answer.Bytes) | ConvertFrom-Json).code | Should -Be 99991661
    }
}

Describe "aria2c and the sandbox$($aria.Reason)" -Skip:$aria.Missing {
    It 'puts a file together from four connections' {
        $large = "$($server.BaseUri)open-apis/im/v1/messages/om_sandbox_16mib/resources/file_v3_sandbox_16mib?type=file"
        $said = aria2c --max-connection-per-server=4 --split=4 --min-split-size=1M --no-conf --no-proxy=127.0.0.1 --header='Authorization: Bearer t-sandbox' --dir=$folder --out=aria.bin $large
        $LASTEXITCODE | Should -Be 0 -Because ($said -join "`n")
        Get-Hash ([IO.File]::ReadAllBytes((Join-Path $folder aria.bin))) | Should -Be (Get-SandboxResource $server file_v3_sandbox_16mib).sha256
        @(Get-SandboxRequest $server '*16mib*' | Where-Object range).Count | Should -BeGreaterThan 1 -Because 'it has to have asked for parts'
    }
}
