using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.ScriptHost;

/// <summary>What a person sees who runs a script.</summary>
public sealed class TranscriptTests
{
    [Fact]
    public void Statements_stand_after_a_prompt_with_their_comments_above_and_their_output_below()
    {
        const string Script = """
            #!/usr/bin/env pwsh
            #Requires -Version 7.4
            # A header is not about a statement.

            # Strings are output.
            # They need no command.
            'one'
            $two = 2   # kept
            $two

            # Next.
            'three'
            """;

        Assert.Equal(
            """
            # Strings are output.
            # They need no command.
            PS> 'one'
            one
            PS> $two = 2  # kept
            PS> $two
            2

            # Next.
            PS> 'three'
            three

            """.ReplaceLineEndings(),
            FreshProcess.RunText(Script).Output);
    }

    [Fact]
    public void Functions_and_pipelines_over_several_lines_are_one_statement()
    {
        const string Script = """
            function Double {
                param([int] $Number)
                $Number * 2
            }
            1..3 |
                ForEach-Object { Double $_ } |
                Where-Object { $_ -gt 2 }
            """;

        Assert.Equal(
            """
            PS> function Double {
            >>      param([int] $Number)
            >>      $Number * 2
            >>  }
            PS> 1..3 |
            >>      ForEach-Object { Double $_ } |
            >>      Where-Object { $_ -gt 2 }
            4
            6

            """.ReplaceLineEndings(),
            FreshProcess.RunText(Script).Output);
    }

    [Fact]
    public void Objects_come_as_a_table_whose_columns_stand_under_wide_names()
    {
        var lines = FreshProcess.RunText("[pscustomobject]@{ Name = '合同.pdf'; Kind = 'file' }, [pscustomobject]@{ Name = 'a'; Kind = 'image' }")
            .Output.Split(Environment.NewLine);

        Assert.Contains("Name     Kind", lines);
        Assert.Contains("合同.pdf file", lines);
        Assert.Contains("a        image", lines);
    }

    [Fact]
    public void Errors_go_to_the_error_stream_with_their_place_and_recommendation_and_the_script_goes_on()
    {
        const string Script = """
            function Get-Refusal {
                [CmdletBinding()] param()
                $record = [System.Management.Automation.ErrorRecord]::new([Exception]::new('x'), 'Refused', 'PermissionDenied', 'key')
                $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new('Access denied (code 1).')
                $record.ErrorDetails.RecommendedAction = 'Ask the owner.'
                $PSCmdlet.WriteError($record)
            }

            Get-Refusal
            "went on: $?"
            """;

        var result = FreshProcess.RunText(Script);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("script.ps1:9", result.Error, StringComparison.Ordinal);
        Assert.Contains("| Access denied (code 1).", result.Error, StringComparison.Ordinal);
        Assert.Contains("  Recommendation: Ask the owner.", result.Error, StringComparison.Ordinal);
        Assert.Contains("went on: False", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Redirected_output_has_neither_escape_codes_nor_progress()
    {
        const string Script = """
            function Write-All {
                [CmdletBinding()] param()
                $PSCmdlet.WriteProgress([System.Management.Automation.ProgressRecord]::new(1, 'Saving', "$(40 + 2) of 50"))
                $PSCmdlet.WriteWarning('careful')
                $PSCmdlet.WriteVerbose('chatty')
            }
            Write-All -Verbose
            Get-Command Get-Help
            1 / 0
            throw 'boom'
            """;

        var result = FreshProcess.RunText(Script);

        Assert.DoesNotContain("\u001b", result.Output + result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("42 of 50", result.Output, StringComparison.Ordinal);
        Assert.Contains("WARNING: careful", result.Output, StringComparison.Ordinal);
        Assert.Contains("VERBOSE: chatty", result.Output, StringComparison.Ordinal);
        Assert.Contains("Attempted to divide by zero.", result.Error, StringComparison.Ordinal);
        Assert.Contains("boom", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_error_tells_the_line_and_runs_nothing()
    {
        var result = FreshProcess.RunText("'first'\n\nif (");

        Assert.Contains("script.ps1:3", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }
}
