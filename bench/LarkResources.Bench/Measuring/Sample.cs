namespace LarkResources.Bench.Measuring;

/// <summary>One run of one contender: named numbers.</summary>
internal sealed class Sample : Dictionary<string, double>
{
    public Sample()
        : base(StringComparer.Ordinal)
    {
    }
}

/// <summary>All runs of one contender.</summary>
internal sealed record Series(string Contender, IReadOnlyList<Sample> Samples)
{
    public double Median(string measure)
    {
        var values = Samples.Where(sample => sample.ContainsKey(measure)).Select(sample => sample[measure]).Order().ToArray();
        return values.Length switch
        {
            0 => double.NaN,
            var n when n % 2 == 1 => values[n / 2],
            var n => (values[(n / 2) - 1] + values[n / 2]) / 2,
        };
    }

    public double Max(string measure) => Samples.Max(sample => sample[measure]);

    /// <summary>The median of the ratios within a round: noise that holds for a whole round cancels out.</summary>
    public double RatioTo(Series other, string measure) => Within(other, measure, (mine, theirs) => mine / theirs);

    /// <summary>The median of the differences within a round.</summary>
    public double DifferenceTo(Series other, string measure) => Within(other, measure, (mine, theirs) => mine - theirs);

    private double Within(Series other, string measure, Func<double, double, double> compare) =>
        new Series(Contender, [.. Samples.Zip(other.Samples, (mine, theirs) => new Sample { [measure] = compare(mine[measure], theirs[measure]) })]).Median(measure);
}
