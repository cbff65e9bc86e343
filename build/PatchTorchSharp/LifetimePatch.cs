using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Sobolev.PatchTorchSharp;

/// <summary>Makes the methods of TorchSharp.dll keep their objects alive until the native calls that read them have returned.</summary>
/// <remarks>
/// TorchSharp hands addresses to libtorch that belong to a Scalar, a Tensor or a Generator. In optimised code nothing holds the object
/// during the call: a garbage collection in another thread finalizes it, and libtorch reads freed memory. GC.KeepAlive before each return
/// holds it.
/// </remarks>
internal static class LifetimePatch
{
    /// <summary>
    /// A copy of <paramref name="assembly"/> whose methods keep alive their arguments and the objects whose address they took.
    /// </summary>
    /// <exception cref="InvalidDataException">It is not TorchSharp in that version.</exception>
    public static byte[] Apply(byte[] assembly, Version version)
    {
        using var module = Read(assembly, version);
        var keepAlive = KeepAlive(module);
        var methods = module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && TakesAddresses(method)).ToList();
        if (methods.Count == 0)
            throw new InvalidDataException("none of its methods calls libtorch");
        foreach (var method in methods)
            Hold(method, keepAlive);

        using var patched = new MemoryStream();
        module.Write(patched);
        return patched.ToArray();
    }

    /// <summary>Whether a method calls native code, or reads an address that it may give to native code.</summary>
    public static bool TakesAddresses(MethodDefinition method) =>
        method.Name != "get_Handle" && method.Body.Instructions.Any(instruction =>
            instruction.Operand is MethodDefinition { IsPInvokeImpl: true } || ReadsAddress(instruction));

    private static ModuleDefinition Read(byte[] assembly, Version version)
    {
        ModuleDefinition module;
        try
        {
            module = ModuleDefinition.ReadModule(new MemoryStream(assembly));
        }
        catch (Exception e) when (e is BadImageFormatException or ArgumentException or IOException)
        {
            throw new InvalidDataException("it is not a .NET assembly", e);
        }

        var name = module.Assembly.Name;
        return name.Name == "TorchSharp" && name.Version.ToString(3) == version.ToString(3)
            ? module
            : throw new InvalidDataException($"it is {name.Name} {name.Version.ToString(3)}, not TorchSharp {version.ToString(3)}");
    }

    private static MethodReference KeepAlive(ModuleDefinition module)
    {
        var collector = module.GetTypeReferences().FirstOrDefault(type => type.FullName == "System.GC")
            ?? throw new InvalidDataException("it does not use System.GC");
        var method = new MethodReference("KeepAlive", module.TypeSystem.Void, collector);
        method.Parameters.Add(new ParameterDefinition(module.TypeSystem.Object));
        return method;
    }

    private static void Hold(MethodDefinition method, MethodReference keepAlive)
    {
        var body = method.Body;
        body.SimplifyMacros();
        var il = body.GetILProcessor();
        var owners = body.Instructions.Where(ReadsAddress).ToList().ConvertAll(instruction => Store(instruction, il));
        List<ParameterDefinition> given = [.. method.Parameters.Where(parameter => IsObject(parameter.ParameterType))];
        if (method.HasThis && !method.DeclaringType.IsValueType)
            given.Insert(0, body.ThisParameter);
        foreach (var end in body.Instructions.Where(instruction => instruction.OpCode == OpCodes.Ret).ToList())
        {
            List<Instruction> loads = [.. given.Select(parameter => il.Create(OpCodes.Ldarg, parameter)),
                .. owners.Select(owner => il.Create(OpCodes.Ldloc, owner))];
            Replace(end, [.. loads.SelectMany(load => new[] { load, il.Create(OpCodes.Call, keepAlive) }), il.Create(OpCodes.Ret)], il);
        }

        body.OptimizeMacros();
    }

    /// <summary>Keeps the object on the stack, from which the address is read, in a separate variable too.</summary>
    private static VariableDefinition Store(Instruction read, ILProcessor il)
    {
        // null where the method returns without having come here
        il.Body.InitLocals = true;
        var owner = new VariableDefinition(il.Body.Method.Module.TypeSystem.Object);
        il.Body.Variables.Add(owner);
        Replace(read, [il.Create(OpCodes.Dup), il.Create(OpCodes.Stloc, owner), Copy(read)], il);
        return owner;
    }

    // The first instruction takes the place of the old one as an object, so that branches and the bounds of try blocks lead to it.
    private static void Replace(Instruction old, IReadOnlyList<Instruction> instructions, ILProcessor il)
    {
        (old.OpCode, old.Operand) = (instructions[0].OpCode, instructions[0].Operand);
        foreach (var instruction in instructions.Skip(1).Reverse())
            il.InsertAfter(old, instruction);
    }

    private static Instruction Copy(Instruction instruction)
    {
        var copy = Instruction.Create(OpCodes.Nop);
        (copy.OpCode, copy.Operand) = (instruction.OpCode, instruction.Operand);
        return copy;
    }

    /// <summary>Whether it takes the native address out of an object: the property Handle, or the field behind it.</summary>
    public static bool ReadsAddress(Instruction instruction) => instruction.Operand switch
    {
        MethodReference { Name: "get_Handle", HasThis: true } getter =>
            IsOwner(getter.DeclaringType) && instruction.OpCode.FlowControl == FlowControl.Call,
        FieldReference { Name: "handle" } field => IsOwner(field.DeclaringType) && instruction.OpCode == OpCodes.Ldfld,
        _ => false,
    };

    private static bool IsOwner(TypeReference type) =>
        type.FullName is "TorchSharp.Scalar" or "TorchSharp.torch/Tensor" or "TorchSharp.torch/Generator";

    // it is unknown here whether a type parameter, a reference or a pointer is an object
    private static bool IsObject(TypeReference type) =>
        !type.IsValueType && !type.IsPrimitive
            && type is not (GenericParameter or ByReferenceType or PointerType or FunctionPointerType or IModifierType);
}
