namespace LarkResources.Sandbox.Server.Faults;

/// <summary>What goes wrong. In JSON the names begin with a small letter.</summary>
public enum FaultAction
{
    /// <summary>The connection is reset before any answer.</summary>
    Refuse,

    /// <summary>The body ends after <see cref="Fault.At"/> bytes although Content-Length promises more; the connection closes in order.</summary>
    Cut,

    /// <summary>No Content-Length, <c>Connection: close</c>, and the body ends after <see cref="Fault.At"/> bytes as if that were all.</summary>
    CloseDelimitedCut,

    /// <summary>A chunked body that closes after <see cref="Fault.At"/> bytes without its last chunk.</summary>
    ChunkedCut,

    /// <summary>Nothing comes, for <see cref="Fault.DelayMs"/> or until the client gives up.</summary>
    StallHeaders,

    /// <summary>Nothing comes after <see cref="Fault.At"/> bytes of body, for <see cref="Fault.DelayMs"/> (then the rest comes) or until the client gives up.</summary>
    Stall,

    /// <summary>The connection is reset after <see cref="Fault.At"/> bytes of body.</summary>
    Reset,

    /// <summary><see cref="Fault.Count"/> bytes follow the body, and Content-Length counts them.</summary>
    ExtraBytes,

    /// <summary><see cref="Fault.Count"/> bytes follow the body, which has no Content-Length.</summary>
    ExtraBytesCloseDelimited,

    /// <summary>Content-Range lies: <see cref="Fault.Shift"/>, <see cref="Fault.Start"/>, <see cref="Fault.End"/>, <see cref="Fault.Total"/>; the body is right.</summary>
    WrongContentRange,

    /// <summary>Only <see cref="Fault.Count"/> bytes of the range come, and Content-Range says so.</summary>
    ShortenRange,

    /// <summary>The whole comes with 200 although a range was asked for.</summary>
    IgnoreRange,

    /// <summary>416 without a body, with <see cref="Fault.Total"/> if given.</summary>
    Status416,

    /// <summary>200 with an HTML page of a proxy, as for a sign-in or while it scans.</summary>
    Html200,

    /// <summary>400 with an HTML page of a proxy.</summary>
    Html400,

    /// <summary>502 with an HTML page of a proxy.</summary>
    Html502,

    /// <summary><see cref="Fault.Status"/> without a body; Retry-After from <see cref="Fault.RetryAfter"/>.</summary>
    Status,

    /// <summary>Status 200 with the JSON error of <see cref="Fault.Code"/>.</summary>
    JsonErrorAt200,

    /// <summary>The JSON error of <see cref="Fault.Code"/> with its usual status or <see cref="Fault.Status"/>.</summary>
    ApiError,

    /// <summary>429 with code 99991400 and <see cref="Fault.ResetSeconds"/>.</summary>
    RateLimited429,

    /// <summary>400 with code 99991400 and <see cref="Fault.ResetSeconds"/>.</summary>
    RateLimited400,

    /// <summary>Every token issued so far dies, and the answer is 99991663; with <see cref="Fault.SameToken"/> the token call hands back the dead one.</summary>
    ExpiredToken,

    /// <summary>A redirect to <see cref="Fault.Location"/>; an address without a path gets the path of the request. One without end meets no request at the other host.</summary>
    Redirect,

    /// <summary>From now on the file is another one, of <see cref="Fault.Total"/> bytes, generated from <see cref="Fault.Seed"/>.</summary>
    ChangedTotal,

    /// <summary>The answer carries <see cref="Fault.ETag"/> and <see cref="Fault.LastModified"/>, and If-Range is compared with them.</summary>
    Validator,

    /// <summary>The body is packed with gzip although nobody asked for it.</summary>
    Gzip,

    /// <summary>The body comes in pieces of <see cref="Fault.Count"/> bytes, <see cref="Fault.DelayMs"/> apart.</summary>
    SlowDrip,
}
