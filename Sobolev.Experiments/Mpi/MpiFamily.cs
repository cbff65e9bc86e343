using System.Runtime.InteropServices;

namespace Sobolev.Mpi;

/// <summary>Constants of mpi.h that differ between the families of MPI.</summary>
/// <param name="World">The communicator of all ranks.</param>
/// <param name="ErrorsReturn">The error handler that lets a function return its error.</param>
/// <param name="InPlace">In place of a send buffer: take the receive buffer.</param>
/// <param name="IgnoredStatus">In place of a status; nothing here reads one, since its layout differs too.</param>
internal sealed record MpiFamily(
    string Name, nint World, nint ErrorsReturn, nint Byte, nint Int, nint Float, nint Double, nint Sum, nint Max, int AnySource,
    nint InPlace, nint IgnoredStatus)
{
    /// <summary>The constants of MPICH's ABI, which Intel MPI and MS-MPI share.</summary>
    public static MpiFamily Mpich { get; } = new(
        "MPICH",
        World: 0x44000000,
        ErrorsReturn: 0x54000001,
        Byte: 0x4c00010d,
        Int: 0x4c000405,
        Float: 0x4c00040a,
        Double: 0x4c00080b,
        Sum: 0x58000003,
        Max: 0x58000001,
        AnySource: -2,
        InPlace: -1,
        IgnoredStatus: 1);

    private const string MarkOfOpenMpi = "ompi_mpi_comm_world";

    /// <summary>The family of a loaded library, known by what it exports.</summary>
    public static MpiFamily Of(nint library) => NativeLibrary.TryGetExport(library, MarkOfOpenMpi, out _) ? OpenMpi(library) : Mpich;

    // Its handles are the addresses of variables.
    private static MpiFamily OpenMpi(nint library) => new(
        "Open MPI",
        World: NativeLibrary.GetExport(library, MarkOfOpenMpi),
        ErrorsReturn: NativeLibrary.GetExport(library, "ompi_mpi_errors_return"),
        Byte: NativeLibrary.GetExport(library, "ompi_mpi_byte"),
        Int: NativeLibrary.GetExport(library, "ompi_mpi_int"),
        Float: NativeLibrary.GetExport(library, "ompi_mpi_float"),
        Double: NativeLibrary.GetExport(library, "ompi_mpi_double"),
        Sum: NativeLibrary.GetExport(library, "ompi_mpi_op_sum"),
        Max: NativeLibrary.GetExport(library, "ompi_mpi_op_max"),
        AnySource: -1,
        InPlace: 1,
        IgnoredStatus: 0);
}
