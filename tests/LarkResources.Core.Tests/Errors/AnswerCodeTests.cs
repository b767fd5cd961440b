using System.Text;

namespace LarkResources.Tests.Errors;

/// <summary>What an answer of status 200 is taken for before it is read.</summary>
public sealed class AnswerCodeTests
{
    [Theory]
    [InlineData("""{"code":0,"data":{"code":5}}""", AnswerCode.Kind.Success)]
    [InlineData("""{"data":[{"code":5}],"code":0}""", AnswerCode.Kind.Success)]
    [InlineData("""{"msg":"code"}""", AnswerCode.Kind.Success)]
    [InlineData("""{"msg":"\",\"code\":5","data":"}{"}""", AnswerCode.Kind.Success)]
    [InlineData("""{"msg":"a\\"}""", AnswerCode.Kind.Success)]
    [InlineData("""{"code":0.0}""", AnswerCode.Kind.Success)]
    [InlineData("""{"code":"5"}""", AnswerCode.Kind.Success)]
    [InlineData("""{"code":null}""", AnswerCode.Kind.Success)]
    [InlineData("""{"code":5,"code":0}""", AnswerCode.Kind.Success)]
    [InlineData("[]", AnswerCode.Kind.Success)]
    [InlineData("{}\r\n", AnswerCode.Kind.Success)]
    [InlineData("""{"code":5}""", AnswerCode.Kind.Failure)]
    [InlineData("""{ "code" : 5 }""", AnswerCode.Kind.Failure)]
    [InlineData("""{"code":0,"code":5}""", AnswerCode.Kind.Failure)]
    [InlineData("""{"c\u006fde":5}""", AnswerCode.Kind.Failure)]
    [InlineData("""{"code":0.5}""", AnswerCode.Kind.Failure)]
    [InlineData("""{"data":{"text":"\"}"},"code":1e400}""", AnswerCode.Kind.Failure)]
    [InlineData("""{"code":0,"data":{"items":[""", AnswerCode.Kind.NotJson)]
    [InlineData("""{"code":0,"msg":"a\""", AnswerCode.Kind.NotJson)]
    [InlineData("""{"code":0,"msg":"a\\\""", AnswerCode.Kind.NotJson)]
    [InlineData("""{"code":0}x""", AnswerCode.Kind.NotJson)]
    [InlineData("""{"code":5,x}""", AnswerCode.Kind.NotJson)]
    [InlineData("", AnswerCode.Kind.NotJson)]
    public void Answer(string answer, object kind) => Assert.Equal(kind, AnswerCode.Read(Encoding.UTF8.GetBytes(answer)));
}
