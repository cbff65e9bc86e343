using Sobolev.Objectives;
using Sobolev.Tests.Torch;
using static TorchSharp.torch;

namespace Sobolev.Tests.Objectives;

public sealed class LossReaderTests : IClassFixture<LoadedTorch>
{
    [Fact]
    public void On_the_processor_every_loss_is_read()
    {
        using var losses = new LossReader(CPU);
        for (var step = 0; step < 5; step++)
            Assert.Equal(step, Take(losses, step));
    }

    [Fact]
    public void On_a_device_one_of_some_losses_is_read_and_the_last_on_request()
    {
        using var losses = new LossReader(isLate: true);
        for (var step = 0; step < 3 * LossReader.Every; step++)
            Assert.Equal(step - step % LossReader.Every, Take(losses, step));
        Assert.Equal(3 * LossReader.Every - 1, losses.Read()[0]);
        Assert.Equal(3 * LossReader.Every - 1, losses.Read()[0]);
    }

    [Fact]
    public void A_loss_that_waits_outlives_the_scope_of_its_update_and_holds_no_graph()
    {
        using var losses = new LossReader(isLate: true);
        var weight = ones(1, requires_grad: true);
        Take(losses, 1);
        using (NewDisposeScope())
            losses.Take((weight * double.NaN).sum());
        Assert.True(double.IsNaN(losses.Read()[0]));
    }

    [Fact]
    public void Losses_of_several_networks_are_read_together()
    {
        using var losses = new LossReader(isLate: true);
        Assert.Equal([1.0, 2.0], losses.Take(tensor([1.0, 2.0])));
        Assert.Equal([1.0, 2.0], losses.Take(tensor([3.0, 4.0])));
        Assert.Equal([3.0, 4.0], losses.Read());
    }

    private static double Take(LossReader losses, double loss)
    {
        using var scope = NewDisposeScope();
        return losses.Take(tensor(loss, dtype: float32))[0];
    }
}
