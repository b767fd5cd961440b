namespace LarkResources.Tests.Naming;

/// <summary>The names that one folder gives out.</summary>
public sealed class FolderNamesTests
{
    private static readonly ResourceId First = new("om_1", "img_1", LarkResourceType.Image);
    private static readonly ResourceId Second = new("om_1", "img_2", LarkResourceType.Image);
    private static readonly ResourceId SameKey = new("om_2", "img_2", LarkResourceType.Image);

    private readonly FolderNames _names = new();

    [Fact]
    public void The_first_gets_the_plain_name_and_others_one_with_a_key()
    {
        Assert.Equal("a.png", _names.Reserve("a.png", First));
        Assert.Equal("a (img_2).png", _names.Reserve("a.png", Second));
        Assert.Equal(PortableFileName.WithKey("A.png", "img_2 om_2 Image"), _names.Reserve("A.png", SameKey));
        Assert.Equal("b.png", _names.Reserve("b.png", SameKey));
    }

    [Fact]
    public void A_resource_gets_its_name_again()
    {
        Assert.Equal("a.png", _names.Reserve("a.png", First));
        Assert.Equal("a.png", _names.Reserve("a.png", First));
        Assert.Equal("a (img_2).png", _names.Reserve("a.png", Second));
        Assert.Equal("a (img_2).png", _names.Reserve("a.png", Second));
    }

    [Fact]
    public void A_key_may_be_wanted_in_the_name_of_the_first()
    {
        Assert.Equal("a (img_1).png", _names.ReserveWithKey("a.png", First));
        Assert.Equal("a.png", _names.Reserve("a.png", Second));
    }

    [Theory]
    [InlineData("a.png", "a (img_1).png")]
    [InlineData("img_1.png", "img_1 (img1om1Image-54651DB9AFCC7E44).png")]
    [InlineData("a (img_1).png", "a (img_1) (img1om1Image-54651DB9AFCC7E44).png")]
    public void Another_name_is_never_the_one_that_is_taken(string name, string other)
    {
        Assert.Equal(name, _names.Reserve(name, First));
        Assert.Equal(other, _names.ReserveOther(name, First, _ => false));
        Assert.Equal(other, _names.ReserveOther(name, First, _ => false));
        var third = _names.ReserveOther(name, First, candidate => candidate == other);
        Assert.DoesNotContain(third, new[] { name, other });
        Assert.Equal(third, _names.ReserveOther(name, First, candidate => candidate == other));
    }

    [Fact]
    public async Task Names_are_given_out_in_the_order_of_the_input_whichever_answer_comes_first()
    {
        using var first = _names.Enter(First, null, default);
        using var second = _names.Enter(Second, null, default);
        var later = second.ReserveAsync("a.png");

        Assert.False(later.IsCompleted);
        Assert.Null(second.Name);
        Assert.Equal("a.png", await first.ReserveAsync("a.png"));
        Assert.Equal("a (img_2).png", await later);
        Assert.Equal("a (img_2).png", second.Name);
        Assert.Equal("a (img_2).png", await second.ReserveAsync("other.png"));
    }

    [Fact]
    public void A_name_that_is_known_beforehand_is_taken_at_once()
    {
        using var first = _names.Enter(First, "a.png", default);

        Assert.Equal("a.png", first.Name);
    }

    [Fact]
    public async Task One_that_never_gets_to_a_name_lets_the_next_have_its_turn()
    {
        var first = _names.Enter(First, null, default);
        using var second = _names.Enter(Second, null, default);
        var later = second.ReserveAsync("a.png");
        first.Dispose();

        Assert.Equal("a.png", await later.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(second.Ended.IsCompleted);
    }

    [Fact]
    public async Task One_that_is_stopped_while_it_waits_lets_the_next_have_its_turn()
    {
        using var stop = new CancellationTokenSource();
        using var first = _names.Enter(First, null, default);
        using var second = _names.Enter(Second, "a.png", stop.Token);
        await stop.CancelAsync();

        await second.Ended.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Null(second.Name);
    }
}
