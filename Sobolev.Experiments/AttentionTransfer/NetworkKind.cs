namespace Sobolev.AttentionTransfer;

/// <summary>The families of networks of the transfer experiments.</summary>
public enum NetworkKind
{
    WideResnet,
    NetworkInNetwork,
}
