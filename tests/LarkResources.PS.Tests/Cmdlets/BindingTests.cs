using LarkResources.PS.Tests.Engine;

namespace LarkResources.PS.Tests.Cmdlets;

/// <summary>What flows through a pipeline binds without being reshaped.</summary>
[Collection(Tenant.Collection)]
public sealed class BindingTests(Tenant tenant)
{
    [Theory]
    [InlineData("[pscustomobject]@{ MessageId = 'om_sandbox_image'; FileKey = 'img_v3_sandbox_chart' } | Get-LarkMessageResource")]
    [InlineData("[pscustomobject]@{ message_id = 'om_sandbox_image'; image_key = 'img_v3_sandbox_chart' } | Get-LarkMessageResource")]
    [InlineData("[pscustomobject]@{ message_id = 'om_sandbox_image'; file_key = 'img_v3_sandbox_chart'; type = 'image' } | Get-LarkMessageResource")]
    [InlineData("[pscustomobject]@{ message_id = 'om_sandbox_image' } | Get-LarkMessageResource")]
    [InlineData("[pscustomobject]@{ message_id = 'om_sandbox_image' } | Get-LarkMessageResource -FileKey img_v3_sandbox_chart -Type Image")]
    [InlineData("Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart")]
    [InlineData("Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart")]
    [InlineData("Get-LarkMessageResource ' om_sandbox_image ' ' img_v3_sandbox_chart '")]
    [InlineData("Get-LarkMessageResource om_sandbox_image | Get-LarkMessageResource")]
    [InlineData("Get-LarkMessage om_sandbox_image | Get-LarkMessageResource")]
    [InlineData("(Get-LarkMessage om_sandbox_image).Resources | Get-LarkMessageResource")]
    public async Task Every_spelling_finds_the_picture(string script)
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox);

        var item = Assert.Single(shell.Run(script).EnsureNoErrors().Output);

        Assert.Equal(("om_sandbox_image", "img_v3_sandbox_chart", "Image"), (item.Text("MessageId"), item.Text("FileKey"), item.Text("Type")));
    }

    [Fact]
    public async Task Folder_gives_the_files_in_it()
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox);

        var items = shell.Run("Get-LarkMessageResource om_sandbox_folder").EnsureNoErrors().Output;

        Assert.Equal(["contract A.pdf", "contract B.txt", "contract 2019.txt"], items.Select(item => item.Text("FileName")));
    }

    [Fact]
    public async Task Record_without_a_key_does_not_inherit_that_of_the_one_before()
    {
        using var shell = await tenant.ConnectAsync(Way.Sandbox);

        var items = shell.Run("""
            [pscustomobject]@{ MessageId = 'om_sandbox_video'; FileKey = 'img_v3_sandbox_cover'; Type = 'Image' },
            [pscustomobject]@{ MessageId = 'om_sandbox_report' } | Get-LarkMessageResource
            """).EnsureNoErrors().Output;

        Assert.Equal(["img_v3_sandbox_cover", "file_v3_sandbox_report"], items.Select(item => item.Text("FileKey")));
    }

    [Theory]
    [InlineData("om_sandbox_image img_v3_sandbox_chart", 0)]
    [InlineData("om_sandbox_report file_v3_sandbox_report", 0)]
    [InlineData("om_sandbox_legacy 456a92d6-c6ea-4de4-ac3f-7afcf44ac78g -Type File", 0)]
    [InlineData("om_sandbox_legacy 456a92d6-c6ea-4de4-ac3f-7afcf44ac78g", 1)]
    [InlineData("om_sandbox_report", 1)]
    public async Task Message_is_asked_only_for_what_the_input_does_not_tell(string arguments, int readings)
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);

        shell.Run($"Get-LarkMessageResource {arguments}").EnsureNoErrors();

        var requests = (await tenant.Server.GetRequestsAsync()).EnumerateArray().Select(request => request.GetProperty("pathAndQuery").GetString()!).ToList();
        Assert.Single(requests, path => path.Contains("/resources/", StringComparison.Ordinal));
        Assert.Equal(readings, requests.Count(path => path.Contains("/messages/", StringComparison.Ordinal) && !path.Contains("/resources/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Get-LarkMessageResource om_x -Type Picture", "CannotConvertArgumentNoMessage")]
    [InlineData("Get-LarkMessageResource om_x file_v3_x -OutFile x -AsByteStream", "AmbiguousParameterSet")]
    [InlineData("Get-LarkMessageResource om_x file_v3_x -OutFile x -ThrottleLimit 0", "ParameterArgumentValidationError")]
    [InlineData("Get-LarkMessageResource ''", "ParameterArgumentValidationError")]
    [InlineData("Connect-Lark -AppId cli_x -AppSecret plain-text", "CannotConvertArgumentNoMessage")]
    public async Task Nonsense_is_refused_at_binding(string script, string id)
    {
        using var shell = await tenant.ConnectAsync(Way.Socket);

        var error = Assert.Single(shell.Run(script).Errors);

        Assert.StartsWith(id, error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain((await tenant.Server.GetRequestsAsync()).EnumerateArray(), request => request.GetProperty("method").GetString() == "GET");
    }
}
