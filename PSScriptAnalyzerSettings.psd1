@{
    ExcludeRules = @(
        # PowerShell 7 reads UTF-8 without a mark.
        'PSUseBOMForUnicodeEncodedFile'
        # A script of a build speaks to a person.
        'PSAvoidUsingWriteHost'
        # It does not see that a function below uses the parameter of its script.
        'PSReviewUnusedParameter'
        # Short calls of functions that stand a few lines above read well.
        'PSAvoidUsingPositionalParameters'
    )
}
