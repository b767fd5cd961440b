# What PSScriptAnalyzer checks in the tests. The first four reasons are those of the file at the root.
@{
    Severity     = @('Error', 'Warning', 'Information')
    ExcludeRules = @(
        'PSAvoidUsingPositionalParameters'
        'PSUseBOMForUnicodeEncodedFile'
        'PSAvoidUsingWriteHost'
        'PSReviewUnusedParameter'

        # What BeforeAll sets is read in It.
        'PSUseDeclaredVarsMoreThanAssignments'

        # The secrets of the simulated tenant are in its source, and it listens on this machine alone.
        'PSAvoidUsingConvertToSecureStringWithPlainText'
        'PSAvoidUsingAllowUnencryptedAuthentication'

        # A catch that does nothing says in a comment why, and Connect-As is no plural.
        'PSAvoidUsingEmptyCatchBlock'
        'PSUseSingularNouns'

        # Nobody asks a test what it would do.
        'PSUseShouldProcessForStateChangingFunctions'
    )
}
