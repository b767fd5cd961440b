namespace LarkResources.Connections;

/// <summary>Builds the HTTP client of a connection. Implemented by LarkResources.Http, which lives in a load context of its own.</summary>
internal interface IHttpStack
{
    /// <summary>A client with the whole chain of handlers; disposing it releases the chain and its sockets.</summary>
    HttpClient CreateClient(HttpStackSettings settings);
}
