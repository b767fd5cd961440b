namespace LarkResources.Tests.Transfer;

/// <summary>Something to download: each takes another way through the engine.</summary>
public enum Shape
{
    /// <summary>A file of one part.</summary>
    Small,

    /// <summary>A file of two parts, fetched in order.</summary>
    Middle,

    /// <summary>A file whose parts are fetched side by side.</summary>
    Large,

    /// <summary>A picture, fetched as a whole.</summary>
    Image,
}

/// <summary>A resource of the sandbox.</summary>
internal sealed record Subject(ResourceId Id)
{
    public static Subject OneByte { get; } = new(new ResourceId(SandboxWorld.OneByteMessageId, SandboxWorld.OneByteKey, LarkResourceType.File));

    public static Subject Empty { get; } = new(new ResourceId(SandboxWorld.EmptyMessageId, SandboxWorld.EmptyKey, LarkResourceType.File));

    public static Subject Json { get; } = new(new ResourceId(SandboxWorld.JsonMessageId, SandboxWorld.JsonKey, LarkResourceType.File));

    public static Subject Image { get; } = new(new ResourceId(SandboxWorld.ImageMessageId, SandboxWorld.ChartKey, LarkResourceType.Image));

    public long Length => SandboxFiles.LengthOf(Id.FileKey);

    public string Sha256 => SandboxFiles.Sha256Of(Id.FileKey);

    public static Subject File(string size) => new(new ResourceId(SandboxWorld.GeneratedMessageId(size), SandboxWorld.GeneratedKey(size), LarkResourceType.File));

    public static Subject Of(Shape shape) => shape switch
    {
        Shape.Small => File("1mib"),
        Shape.Middle => File("16mib"),
        Shape.Large => File("20mib"),
        _ => Image,
    };
}
