namespace LarkResources;

/// <summary>Which of the two platforms an app belongs to. Credentials of one are unknown to the other.</summary>
public enum LarkRegion : long
{
    /// <summary>Lark, open.larksuite.com.</summary>
    Lark,

    /// <summary>Feishu, open.feishu.cn.</summary>
    Feishu,
}
