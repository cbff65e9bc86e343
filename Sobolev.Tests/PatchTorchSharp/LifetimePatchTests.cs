using System.Reflection;
using System.Runtime.CompilerServices;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Sobolev.PatchTorchSharp;
using Sobolev.Tests.Torch;
using TorchSharp;

namespace Sobolev.Tests.PatchTorchSharp;

[Trait("Speed", "Slow")]
public sealed class LifetimePatchTests : IClassFixture<LoadedTorch>
{
    private static readonly Version _known = new(PatchedFile.KnownVersion);
    private static readonly Lazy<byte[]> _patched = new(() => LifetimePatch.Apply(File.ReadAllBytes(Packaged.Assembly), _known));

    [Fact]
    public void Every_method_that_calls_libtorch_keeps_what_it_was_given_until_it_returns()
    {
        using var module = ModuleDefinition.ReadModule(new MemoryStream(_patched.Value));
        var callers = module.GetTypes().SelectMany(type => type.Methods)
            .Where(method => method.HasBody && LifetimePatch.TakesAddresses(method)).ToList();
        Assert.True(callers.Count > 1000, $"{callers.Count} methods");
        Assert.All(callers, method =>
        {
            var objects =
                method.Parameters.Count(parameter => parameter.ParameterType.FullName is "TorchSharp.torch/Tensor" or "TorchSharp.Scalar");
            var reads = method.Body.Instructions.Count(LifetimePatch.ReadsAddress);
            foreach (var end in method.Body.Instructions.Where(instruction => instruction.OpCode == OpCodes.Ret))
                Assert.True(KeptBefore(end) >= objects + reads,
                    $"{method.FullName} keeps {KeptBefore(end)} of {objects} arguments and {reads} owners of addresses");
        });
    }

    [Fact]
    public void The_packaged_file_keeps_nothing()
    {
        using var module = ModuleDefinition.ReadModule(Packaged.Assembly);
        var add = module.GetType("TorchSharp.torch/Tensor").Methods.First(method => method.Name == "add"
            && LifetimePatch.TakesAddresses(method));
        Assert.Equal(0, KeptBefore(add.Body.Instructions[^1]));
    }

    /// <summary>The runtime refuses instructions that do not fit when it compiles a method.</summary>
    [Fact]
    public void Every_method_compiles()
    {
        Assert.True(File.ReadAllBytes(typeof(torch).Assembly.Location).AsSpan().SequenceEqual(_patched.Value),
            "the program does not run on the patched TorchSharp");
        const BindingFlags all =
            BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var compiled = 0;
        foreach (var type in typeof(torch).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters))
        {
            foreach (var method in type.GetMethods(all)
                .Where(method => !method.IsAbstract && !method.ContainsGenericParameters && method.GetMethodBody() is not null))
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
                compiled++;
            }
        }

        Assert.True(compiled > 5000, $"{compiled} methods");
    }

    [Fact]
    public void The_same_file_gives_the_same_copy() =>
        Assert.Equal(_patched.Value, LifetimePatch.Apply(File.ReadAllBytes(Packaged.Assembly), _known));

    [Fact]
    public void Another_version_is_refused()
    {
        var error = Assert.Throws<InvalidDataException>(() =>
            LifetimePatch.Apply(File.ReadAllBytes(Packaged.Assembly), new Version(0, 108, 0)));
        Assert.Contains("it is TorchSharp 0.107.0, not TorchSharp 0.108.0", error.Message);
    }

    [Fact]
    public void Another_assembly_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => LifetimePatch.Apply(File.ReadAllBytes(typeof(LifetimePatch).Assembly.Location), _known));
        foreach (var file in new byte[][] { [], "MZ"u8.ToArray(), new byte[5000], File.ReadAllBytes(Packaged.Library),
            File.ReadAllBytes(Packaged.Assembly)[..100_000] })
            Assert.Throws<InvalidDataException>(() => LifetimePatch.Apply(file, _known));
    }

    private static int KeptBefore(Instruction end)
    {
        var kept = 0;
        for (var at = end.Previous; at?.Operand is MethodReference { Name: "KeepAlive" }; at = at.Previous.Previous)
            kept++;
        return kept;
    }
}
