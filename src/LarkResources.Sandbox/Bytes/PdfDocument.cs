using System.Globalization;
using System.Text;

namespace LarkResources.Sandbox.Bytes;

/// <summary>Writes one-page PDF files with a title, some lines and a row of bars.</summary>
internal static class PdfDocument
{
    public static byte[] OnePage(string title, params string[] lines)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"BT /F1 24 Tf 72 760 Td ({Escape(title)}) Tj /F1 12 Tf 0 -36 Td 18 TL");
        foreach (var line in lines)
        {
            page.Append(CultureInfo.InvariantCulture, $" ({Escape(line)}) Tj T*");
        }

        page.Append(" ET 0.2 0.4 0.8 rg");
        for (var bar = 0; bar < 6; bar++)
        {
            page.Append(CultureInfo.InvariantCulture, $" {72 + (bar * 70)} 400 50 {60 + (bar * 37 % 150)} re f");
        }

        return Assemble(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {page.Length} >>\nstream\n{page}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    }

    private static byte[] Assemble(params string[] objects)
    {
        var file = new StringBuilder("%PDF-1.4\n");
        var table = new StringBuilder();
        for (var i = 0; i < objects.Length; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{file.Length:D10} 00000 n \n");
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n{table}");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal);
}
