using System.Runtime.InteropServices;

namespace Sobolev.Mpi;

/// <summary>The functions of the MPI library that are used. A handle is an address in Open MPI and an int in MPICH and MS-MPI.</summary>
/// <remarks>
/// An int handle is passed in a register or stack slot of a full word in every 64-bit convention that .NET runs on, so one declaration does
/// for both. A handle that is returned is written to the low half of a word that was zero.
/// </remarks>
internal static unsafe partial class MpiFunctions
{
    /// <summary>Not a file: <see cref="MpiLibrary"/> resolves this name to a library.</summary>
    public const string Library = "mpi";

    public const int ThreadMultiple = 3;

    [LibraryImport(Library, EntryPoint = "MPI_Init_thread")]
    public static partial int InitThread(nint argumentCount, nint arguments, int required, out int provided);

    [LibraryImport(Library, EntryPoint = "MPI_Finalize")]
    public static partial int Complete();

    [LibraryImport(Library, EntryPoint = "MPI_Get_library_version")]
    public static partial int GetLibraryVersion(byte* text, out int length);

    [LibraryImport(Library, EntryPoint = "MPI_Error_string")]
    public static partial int ErrorString(int code, byte* text, out int length);

    [LibraryImport(Library, EntryPoint = "MPI_Abort")]
    public static partial int Abort(nint communicator, int exitCode);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_set_errhandler")]
    public static partial int SetErrorHandler(nint communicator, nint errorHandler);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_rank")]
    public static partial int Rank(nint communicator, out int rank);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_size")]
    public static partial int Size(nint communicator, out int size);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_dup")]
    public static partial int Duplicate(nint communicator, ref nint duplicate);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_free")]
    public static partial int Free(ref nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Barrier")]
    public static partial int Barrier(nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Ibarrier")]
    public static partial int StartBarrier(nint communicator, ref nint request);

    [LibraryImport(Library, EntryPoint = "MPI_Test")]
    public static partial int Test(ref nint request, out int done, nint status);

    [LibraryImport(Library, EntryPoint = "MPI_Bcast")]
    public static partial int Broadcast(void* buffer, int count, nint type, int root, nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Allreduce")]
    public static partial int AllReduce(void* send, void* receive, int count, nint type, nint operation, nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Allgather")]
    public static partial int AllGather(void* send, int sendCount, nint sendType, void* receive, int receiveCount,
        nint receiveType, nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Send")]
    public static partial int Send(void* buffer, int count, nint type, int destination, int tag, nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Recv")]
    public static partial int Receive(void* buffer, int count, nint type, int source, int tag, nint communicator, nint status);

    [LibraryImport(Library, EntryPoint = "MPI_Iprobe")]
    public static partial int Probe(int source, int tag, nint communicator, out int found, nint status);
}
