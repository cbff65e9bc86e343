using System.Runtime.ExceptionServices;
using Sobolev.Randomness;

namespace Sobolev.Data;

/// <summary>A minibatch of decoded images.</summary>
/// <param name="Pixels">(batch, side, side, 3); valid until the next one is requested.</param>
/// <param name="Labels">(batch)</param>
public readonly record struct DecodedBatch(byte[] Pixels, long[] Labels);

/// <summary>The minibatches that a feed reads.</summary>
/// <param name="Batch">Images of one.</param>
/// <param name="First">Number of the first one.</param>
/// <param name="Stride">From one to the next: the number of workers, each of which begins with another one.</param>
public sealed record FeedPlan(int Batch, long First, int Stride);

/// <summary>How a feed works; none of it changes an image.</summary>
/// <param name="Threads">That decode.</param>
/// <param name="Ahead">Minibatches that wait to be taken, at most.</param>
public sealed record FeedLimits(int Threads, int Ahead);

/// <summary>
/// Minibatches of training images, read, decoded and augmented by separate threads ahead of training. Every image has a random
/// stream by its place in the order: the same minibatches, bit by bit, for any number of threads.
/// </summary>
/// <remarks>An unreadable image is replaced by the next readable one of the list; past the limit the feed fails.</remarks>
public sealed class ImageFeed : IDisposable
{
    private readonly IReadOnlyList<EncodedImage> _images;
    private readonly EpochOrder _order;
    private readonly ImageRecipe _recipe;
    private readonly long _seed;
    private readonly FeedPlan _plan;
    private readonly FeedLimits _limits;
    private readonly UnreadableImages _unreadable;
    private readonly TimeProvider _time;
    private readonly object _gate = new();
    private readonly Slot[] _slots;
    private Thread[] _threads = [];
    private long _position;
    private long _ticket;
    private ExceptionDispatchInfo? _failure;
    private bool _stopped;

    /// <param name="images">All images of the split.</param>
    /// <param name="recipe">How an image becomes a square.</param>
    /// <param name="seed">Seed of orders and augmentation.</param>
    /// <param name="plan">The minibatches to read.</param>
    /// <param name="limits">Threads and memory.</param>
    /// <param name="unreadable">Counter of unreadable images; several feeds may share it.</param>
    /// <param name="time">For <see cref="WaitSeconds"/>.</param>
    public ImageFeed(IReadOnlyList<EncodedImage> images, ImageRecipe recipe, long seed, FeedPlan plan, FeedLimits limits,
        UnreadableImages unreadable, TimeProvider time)
    {
        (_images, _recipe, _seed, _plan, _limits, _unreadable, _time) = (images, recipe, seed, plan, limits, unreadable, time);
        _order = new EpochOrder(images.Count, seed);
        // one more than may wait: the one that was taken last is still being looked at
        _slots = [.. Enumerable.Range(0, limits.Ahead + 1).Select(_ => new Slot(plan.Batch, recipe.Side))];
    }

    /// <summary>Minibatches taken; set before the first is taken to continue from there.</summary>
    public long Position
    {
        get => _position;
        set
        {
            Stop();
            (_position, _ticket) = (value, value * _plan.Batch);
        }
    }

    /// <summary>Seconds that <see cref="Next"/> has waited in all.</summary>
    public double WaitSeconds { get; private set; }

    /// <exception cref="SobolevException">Too many images are unreadable (exit 3).</exception>
    public DecodedBatch Next()
    {
        if (_threads.Length == 0)
            Start();
        lock (_gate)
        {
            var slot = _slots[_position % _slots.Length];
            var begun = _time.GetTimestamp();
            while (slot.Holds != _position || slot.Missing > 0)
            {
                _failure?.Throw();
                Monitor.Wait(_gate);
            }

            WaitSeconds += _time.GetElapsedTime(begun).TotalSeconds;
            _position++;
            Monitor.PulseAll(_gate);
            return new DecodedBatch(slot.Pixels, slot.Labels);
        }
    }

    public void Dispose() => Stop();

    private void Start()
    {
        _stopped = false;
        foreach (var slot in _slots)
            slot.Holds = -1;
        _threads = [.. Enumerable.Range(0, _limits.Threads)
            .Select(number => new Thread(Serve) { Name = $"decode-{number}", IsBackground = true })];
        foreach (var thread in _threads)
            thread.Start();
    }

    private void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads)
            thread.Join();
        _threads = [];
    }

    private void Serve()
    {
        var decoder = new ImageDecoder();
        try
        {
            while (Take() is { } ticket)
            {
                Fill(decoder, ticket);
                lock (_gate)
                {
                    if (--_slots[ticket / _plan.Batch % _slots.Length].Missing == 0)
                        Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception error)
        {
            // the next caller gets it
            lock (_gate)
            {
                _failure ??= ExceptionDispatchInfo.Capture(error);
                _stopped = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>The next image to decode, once its minibatch may be started: counted over this feed's minibatches.</summary>
    private long? Take()
    {
        lock (_gate)
        {
            while (!_stopped && _ticket / _plan.Batch >= _position + _limits.Ahead)
                Monitor.Wait(_gate);
            if (_stopped)
                return null;
            var slot = _slots[_ticket / _plan.Batch % _slots.Length];
            if (_ticket % _plan.Batch == 0)
                (slot.Holds, slot.Missing) = (_ticket / _plan.Batch, _plan.Batch);
            return _ticket++;
        }
    }

    private void Fill(ImageDecoder decoder, long ticket)
    {
        var (batch, row) = (ticket / _plan.Batch, (int)(ticket % _plan.Batch));
        var place = (_plan.First + batch * _plan.Stride) * _plan.Batch + row;
        var slot = _slots[batch % _slots.Length];
        var rgb = slot.Pixels.AsSpan(row * _recipe.Side * _recipe.Side * 3, _recipe.Side * _recipe.Side * 3);
        RandomStream rng = null!;
        var image = _unreadable.FirstReadable(_images, _order[place], decoder, _recipe.Side, Cut, rgb);
        ColourJitter.Apply(rgb, _recipe.Colour, rng);
        slot.Labels[row] = image.Label;

        // a new draw for each image tried: the draw for an unreadable image must not have an effect
        Cut Cut(int width, int height)
        {
            rng = new RandomStream(_seed, $"augmentation/{place}");
            return _recipe.Random(width, height, rng);
        }
    }

    private sealed class Slot(int batch, int side)
    {
        public byte[] Pixels { get; } = new byte[(long)batch * side * side * 3];

        public long[] Labels { get; } = new long[batch];

        /// <summary>Number of the minibatch, or -1.</summary>
        public long Holds { get; set; } = -1;

        public int Missing { get; set; }
    }
}
