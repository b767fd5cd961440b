using System.Net;

namespace LarkResources.Tests;

/// <summary>What each code means for the work: one table, which everything else asks.</summary>
public class DispositionTests
{
    public static TheoryData<string, int[]> Table => new()
    {
        { nameof(Disposition.Retry), [2200, 20050, 20072, 234019] },
        { nameof(Disposition.WaitForQuota), [99991400] },
        { nameof(Disposition.RenewToken), [99991663, 99991664, 99991668, 99991671, 99991677] },
        { nameof(Disposition.TryOtherId), [234003, 234043] },
        { nameof(Disposition.FinalForResource), [14005, 14009, 230011, 230013, 230050, 230054, 230110, 230111, 231003, 234002, 234003, 234005, 234009, 234037, 234038, 234040, 234041, 234043, 99992354] },
        {
            nameof(Disposition.FinalForMessage),
            [
                230001, 230002, 230011, 230013, 230027, 230045, 230050, 230054, 230073, 230110, 230111, 231003, 232009, 232011,
                234002, 234004, 234009, 234038, 234040, 234041, 234043, 99991201, 99992354,
            ]
        },
        { nameof(Disposition.NoWarning), [230011, 230054, 230110, 230111, 231003, 234005, 234043, 99992354] },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_disposition_has_its_codes_and_no_others(string name, int[] codes)
    {
        var disposition = Enum.Parse<Disposition>(name);

        Assert.Equal(codes, ErrorCatalogue.All.Where(row => row.Code is not null && row.Disposition.HasFlag(disposition)).Select(row => row.Code!.Value));
    }

    [Fact]
    public void Every_code_about_the_identity_ends_the_run()
    {
        Assert.All(ErrorCatalogue.All.Where(row => row.Category is LarkErrorCategory.AuthenticationError), row => Assert.True(row.Disposition.HasFlag(Disposition.FinalForRun), row.ErrorId));
        Assert.All(TokenCodes.Rows, row => Assert.NotEqual(row.IsRetryable, row.Disposition.HasFlag(Disposition.FinalForRun)));
        Assert.All(new[] { "NotConnected", "AddressNotAllowed", "ScopeMissing", "AccessPolicy" }, id => Assert.True(ErrorCatalogue.Find(id)!.Disposition.HasFlag(Disposition.FinalForRun), id));
    }

    [Fact]
    public void Only_IncompleteFolder_is_isolated() => Assert.Equal(
        ["IncompleteFolder"], ErrorCatalogue.All.Where(row => row.Disposition.HasFlag(Disposition.Isolated)).Select(row => row.ErrorId));

    [Fact]
    public void A_code_that_passes_is_final_for_nothing() => Assert.All(
        ErrorCatalogue.All.Where(row => row.IsRetryable), row => Assert.Equal(default, row.Disposition & ~Disposition.MayPass));

    [Theory]
    [InlineData(408, Disposition.Retry)]
    [InlineData(500, Disposition.Retry)]
    [InlineData(599, Disposition.Retry)]
    [InlineData(429, Disposition.WaitForQuota)]
    [InlineData(401, Disposition.FinalForRun)]
    [InlineData(400, Disposition.FinalForCall)]
    [InlineData(404, Disposition.FinalForCall)]
    internal void A_code_that_nothing_is_known_about_follows_its_status(int status, Disposition disposition)
    {
        Assert.Equal(disposition, ErrorCatalogue.ForCode(123, (HttpStatusCode)status).Disposition);
        Assert.Equal(disposition, new ApiFault { Code = 123, Status = (HttpStatusCode)status }.Disposition);
    }

    [Fact]
    public void An_exception_has_the_disposition_of_its_row_also_with_one_more_sentence()
    {
        var e = LarkErrors.FromFault(new() { Code = 234043, Status = HttpStatusCode.BadRequest }, "It failed", "file_x");

        Assert.Equal(ErrorCatalogue.Find(234043)!.Disposition, e.Disposition);
        Assert.Equal(e.Disposition, LarkErrors.Amended(e, "It is inside a forward.").Disposition);
        Assert.Equal(Disposition.Retry, LarkErrors.Local("Timeout", "Nothing came.", null).Disposition);
    }
}
