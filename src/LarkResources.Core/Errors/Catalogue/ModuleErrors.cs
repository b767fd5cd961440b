using static LarkResources.CatalogueRow;

namespace LarkResources;

/// <summary>The ids of failures that no answer of the API reports.</summary>
internal static class ModuleErrors
{
    internal const string NotConnected = "NotConnected";
    internal const string FileExists = "FileExists";
    internal const string NotAFileSystemPath = "NotAFileSystemPath";
    internal const string ConnectionFailed = "ConnectionFailed";
    internal const string Timeout = "Timeout";
    internal const string TransferIncomplete = "TransferIncomplete";
    internal const string UnexpectedResponse = "UnexpectedResponse";
    internal const string UnsafeBaseUri = "UnsafeBaseUri";
    internal const string WriteFailed = "WriteFailed";
    internal const string ResourceBusy = "ResourceBusy";
    internal const string UnsafeTokenFile = "UnsafeTokenFile";
    internal const string ChatNotFound = "ChatNotFound";
    internal const string UnreadableManifest = "UnreadableManifest";

    internal static readonly LarkErrorInfo[] Rows =
    [
        Own(NotConnected, LarkErrorCategory.ConnectionError,
            new("There is no connection to Lark or Feishu yet.",
                "Connect-Lark was not run in this process, or Disconnect-Lark ended the connection.",
                "Run Connect-Lark -AppId <app id> -AppSecret (Read-Host -AsSecureString), or set LARK_APP_ID and LARK_APP_SECRET in the environment, or run Connect-Lark -Sandbox to try the module without an account."),
            new("尚未连接到 Lark 或飞书。",
                "当前进程中未运行 Connect-Lark，或已用 Disconnect-Lark 断开。",
                "运行 Connect-Lark -AppId <App ID> -AppSecret (Read-Host -AsSecureString)，或设置环境变量 LARK_APP_ID 和 LARK_APP_SECRET，或运行 Connect-Lark -Sandbox 无账号试用。"),
            CatalogueLink.TokenChoice),
        Own(FileExists, LarkErrorCategory.ResourceExists,
            new("The target file exists already and was left as it is.",
                "A file of that name is in the folder, for example from an earlier run.",
                "Give another path to -OutFile, or add -Force to replace the file."),
            new("目标文件已存在，未作改动。",
                "文件夹中已有同名文件，例如来自之前的运行。",
                "为 -OutFile 指定其他路径，或加上 -Force 覆盖该文件。"),
            CatalogueLink.FileErrors),
        Own(NotAFileSystemPath, LarkErrorCategory.InvalidArgument,
            new("The path does not lead to the file system.",
                "The path belongs to another PowerShell drive, such as HKLM: or Env:.",
                "Give a path on a file system drive, for example .\\downloads\\."),
            new("该路径不属于文件系统。",
                "路径属于其他 PowerShell 驱动器，例如 HKLM: 或 Env:。",
                "指定文件系统驱动器上的路径，例如 .\\downloads\\。"),
            CatalogueLink.Providers),
        Own(ConnectionFailed, LarkErrorCategory.ConnectionError,
            new("The service could not be reached.",
                "The network is down, the name is not resolved, a firewall is in the way, or a proxy is needed.",
                "Run Test-LarkConnection to see which step fails, and give -Proxy to Connect-Lark where a proxy is needed."),
            new("无法连接到服务。",
                "网络中断、域名无法解析、被防火墙拦截，或需要代理。",
                "运行 Test-LarkConnection 查看失败的步骤，需要代理时为 Connect-Lark 指定 -Proxy。"),
            CatalogueLink.RequestErrors, retryable: true),
        Own(Timeout, LarkErrorCategory.OperationTimeout,
            new("Nothing came from the service for longer than the idle timeout.",
                "The network is slow or has dropped the connection, or the service is overloaded.",
                "Run the same command again, and give a larger -TimeoutSec to Connect-Lark where the network is slow."),
            new("在空闲超时时间内未收到任何数据。",
                "网络缓慢或连接已中断，或服务负载过高。",
                "重新运行同一命令，网络较慢时为 Connect-Lark 指定更大的 -TimeoutSec。"),
            CatalogueLink.RequestErrors, retryable: true),
        Own(TransferIncomplete, LarkErrorCategory.ReadError,
            new("What arrived is not the whole resource.",
                "The connection broke, or the body was shorter or longer than the server declared, for example because a scanner or proxy on the way changed it.",
                "Run the same command again to go on from the part that is there."),
            new("收到的内容不完整。",
                "连接中断，或内容长度与服务器声明的不一致，例如被途中的安全扫描或代理改写。",
                "重新运行同一命令，从已下载的部分继续。"),
            CatalogueLink.RequestErrors, retryable: true),
        Own(UnexpectedResponse, LarkErrorCategory.InvalidResult,
            new("The answer is not what the interface promises.",
                "Something between this machine and the platform answered in its place, such as a proxy, a sign-in page or an overloaded edge server, or -BaseUri leads elsewhere.",
                "Run Test-LarkConnection, and check the base address and the proxy of this connection."),
            new("返回内容与接口约定不符。",
                "途中的代理、登录页或过载的边缘节点代替平台作了应答，或 -BaseUri 指向了其他服务。",
                "运行 Test-LarkConnection，并检查此连接的基础地址和代理。"),
            CatalogueLink.GeneralCodes),
        Own(UnsafeBaseUri, LarkErrorCategory.SecurityError,
            new("The base address would send the token unencrypted.",
                "It begins with http: and is not on this machine.",
                "Give an https: address, or add -AllowUnencryptedAuthentication to Connect-Lark if the network is trusted."),
            new("该基础地址会以明文发送访问凭证。",
                "地址以 http: 开头且不在本机。",
                "改用 https: 地址，若网络可信可为 Connect-Lark 加上 -AllowUnencryptedAuthentication。"),
            CatalogueLink.RequestErrors),
        Own(WriteFailed, LarkErrorCategory.WriteError,
            new("The target could not be written.",
                "The folder does not exist or is read-only, the disk is full, or another program holds the file open.",
                "Check that the folder exists, is writable and has free space, then run the same command again."),
            new("无法写入目标。",
                "文件夹不存在或为只读、磁盘已满，或文件被其他程序占用。",
                "检查文件夹是否存在、可写且有可用空间，再重新运行同一命令。"),
            CatalogueLink.FileErrors),
        Own(ResourceBusy, LarkErrorCategory.ResourceUnavailable,
            new("Another run is writing to the same target.",
                "Two runs of a script overlap, or an earlier one has not ended.",
                "Wait for the other run to end and run the command again, or let this one write to another place."),
            new("另一次运行正在写入同一目标。",
                "脚本的两次运行重叠，或之前的运行尚未结束。",
                "等待另一次运行结束后重新运行命令，或让本次运行写入其他位置。"),
            CatalogueLink.FileErrors),
        Own(UnsafeTokenFile, LarkErrorCategory.SecurityError,
            new("The file with the refresh token can be read by others, and was not used.",
                "Its permissions were widened, or it was copied from elsewhere.",
                "Delete the file, sign in again, and let the module make it anew."),
            new("保存刷新凭证的文件可被他人读取，因此未使用。",
                "文件权限被放宽，或文件是从别处复制而来。",
                "删除该文件后重新登录，由本模块重新创建。"),
            CatalogueLink.RefreshToken),
        Own(ChatNotFound, LarkErrorCategory.ObjectNotFound,
            new("No chat of this name is among those the identity is in.",
                "The name is mistyped, the bot or user is not in the chat, or it is a chat between two people, which the platform does not list.",
                "Run Get-LarkChat without -Name to see all chats, or add the bot to the chat first."),
            new("当前身份所在的会话中没有这个名称。",
                "名称有误，机器人或用户不在该会话中，或该会话为单聊（平台不会列出）。",
                "不带 -Name 运行 Get-LarkChat 查看全部会话，或先把机器人添加到该会话。"),
            CatalogueLink.Message),
        Own(UnreadableManifest, LarkErrorCategory.ReadError,
            new("The manifest of the export cannot be read by this version of the module.",
                "A later version of the module has written to this folder.",
                "Update the module with Update-PSResource LarkResources, or give another folder to -Destination."),
            new("此版本的模块无法读取该导出的清单。",
                "更新版本的模块曾写入此文件夹。",
                "用 Update-PSResource LarkResources 更新模块，或为 -Destination 指定其他文件夹。"),
            CatalogueLink.FileErrors),
    ];
}
