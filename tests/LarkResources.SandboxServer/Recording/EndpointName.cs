namespace LarkResources.Sandbox.Server.Recording;

/// <summary>Names the endpoint of a request as the platform counts it: the route, with ids left out.</summary>
internal static class EndpointName
{
    public static string Of(string method, string target)
    {
        var path = target.Split('?', 2)[0];
        const string prefix = "/open-apis/";
        var route = path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..].Split('/') : [];
        return method + " " + route switch
        {
            ["im", "v1", "messages", "mget" or "search"] => path,
            ["im", "v1", "messages", _] => prefix + "im/v1/messages/:message_id",
            ["im", "v1", "messages", _, "resources", _] => prefix + "im/v1/messages/:message_id/resources/:file_key",
            ["im", "v1", "chats", { Length: > 0 }] => prefix + "im/v1/chats/:chat_id",
            ["im", "v1", "files", _, "folder"] => prefix + "im/v1/files/:folder_key/folder",
            _ => path,
        };
    }
}
