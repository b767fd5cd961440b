# What PSScriptAnalyzer checks in scripts that people run and read. A rule that is left out has its reason; tests/Pester has a list of its own.
@{
    Severity     = @('Error', 'Warning', 'Information')
    ExcludeRules = @(
        # Join-Path $a $b and New-Item $path are read faster as they are usually typed.
        'PSAvoidUsingPositionalParameters'

        # PowerShell 7 reads UTF-8 without a mark, and other tools stumble over the mark.
        'PSUseBOMForUnicodeEncodedFile'

        # A build script says to a person what it is at; that is no output for a pipeline.
        'PSAvoidUsingWriteHost'

        # It does not see that a function reads a parameter of its script.
        'PSReviewUnusedParameter'
    )
}
