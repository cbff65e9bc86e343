namespace Sobolev.Configuration;

/// <summary>
/// Applies a tree of texts to a record's defaults; each invalid value is reported with its place, and the binding continues.
/// </summary>
internal sealed class ConfigBinder(ConfigErrors errors)
{
    public T Bind<T>(MappingNode tree)
        where T : new()
    {
        var record = new T();
        BindRecord(record, ConfigKey.Of(typeof(T)), tree, "");
        if (errors.Any)
            return record;
        foreach (var mistake in ConfigKey.WithParts(record).OfType<IChecked>().SelectMany(part => part.Check()))
            errors.Add(PlaceOf(tree, mistake.Key), mistake.Key, mistake.Message);

        return record;
    }

    private void BindRecord(object record, IReadOnlyList<ConfigKey> keys, MappingNode tree, string path)
    {
        foreach (var entry in tree.Entries)
        {
            if (errors.AreMany)
                return;
            var key = keys.FirstOrDefault(key => key.Name == entry.Key);
            if (key is null)
                errors.Add(entry.Place, Path(path, entry.Key), "unknown key" + Suggestion(entry.Key, keys, path));
            else if (key.Children.Count > 0)
                BindNested(record, key, entry.Value);
            else if (key.IsList)
                BindList(record, key, entry.Value);
            else if (Value(key, entry.Value) is { } value)
                key.Set(record, value.Value);
        }
    }

    private void BindNested(object record, ConfigKey key, ConfigNode node)
    {
        if (node is not MappingNode mapping)
        {
            errors.Add(
                node.Place,
                key.Path,
                $"must be a mapping with keys such as {string.Join(", ", key.Children.Take(3).Select(child => child.Name))}");
            return;
        }

        // a copy, so that the defaults of another record stay as they are
        var nested = Activator.CreateInstance(key.ValueType)!;
        var defaults = key.Get(record);
        foreach (var child in key.Children)
            child.Set(nested, child.Get(defaults!));
        BindRecord(nested, key.Children, mapping, key.Path);
        key.Set(record, nested);
    }

    private void BindList(object record, ConfigKey key, ConfigNode node)
    {
        // a single value is a list of one
        IReadOnlyList<ConfigNode> items = node is ListNode list ? list.Items : [node];
        if (key.NotEmpty && items.Count == 0)
            errors.Add(node.Place, key.Path, "must have at least one item");
        var values = items.Select(item => Value(key, item)).ToArray();
        var array = Array.CreateInstance(key.ValueType, values.Length);
        for (var i = 0; i < values.Length; i++)
            array.SetValue(values[i]?.Value, i);
        if (values.All(value => value is not null))
            key.Set(record, array);
    }

    /// <summary>The value of one node, wrapped so that null can be one; nothing if it is a mistake.</summary>
    private Bound? Value(ConfigKey key, ConfigNode node)
    {
        if (node is not ScalarNode scalar)
        {
            errors.Add(node.Place, key.Path, $"must be {key.Constraint}");
            return null;
        }

        if (key.AllowsNull && (scalar.Text is null || scalar.Text == key.NullWord))
            return new Bound(null);
        var value = scalar.Text is null ? null : Values.Parse(scalar.Text, key.ValueType);
        if (value is not null && key.Allowed.All(allowed => allowed.Allows(value)))
            return new Bound(value);
        errors.Add(
            node.Place,
            key.Path,
            $"{scalar.Text ?? "nothing"} is not "
            + $"{key.Constraint.Replace("a list; each ", "", StringComparison.Ordinal)}{SuggestionFor(key, scalar.Text)}");
        return null;
    }

    private static string SuggestionFor(ConfigKey key, string? text)
    {
        var names = key.ValueType.IsEnum
            ? Values.Names(key.ValueType)
            : key.Allowed.OfType<OneOfAttribute>().SelectMany(oneOf => oneOf.Names);
        return text is null ? "" : Nearest.Suggestion(text, names);
    }

    /// <summary>The nearest key of this level, or the one elsewhere that ends in this word.</summary>
    private static string Suggestion(string word, IReadOnlyList<ConfigKey> keys, string path)
    {
        var here = Nearest.Name(word, keys.Select(key => key.Name));
        if (here is not null)
            return $"; did you mean {Path(path, here)}?";
        var nested = ConfigKey.Leaves(keys).ToArray();
        var elsewhere = Nearest.Name(word, nested.Select(key => key.Name));
        return elsewhere is null ? $"; known here: {string.Join(", ", keys.Select(key => key.Name))}" : $"; did you mean "
            + $"{nested.First(key => key.Name == elsewhere).Path}?";
    }

    /// <summary>Place of a key; its record's place, or "default", if the key was not given.</summary>
    private static string PlaceOf(MappingNode tree, string path)
    {
        ConfigNode node = tree;
        foreach (var part in path.Split('.'))
        {
            if (node is not MappingNode mapping || mapping[part] is not { } entry)
                return node == tree ? "default" : node.Place;
            node = entry.Value;
        }

        return node.Place;
    }

    private static string Path(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";

    private sealed record Bound(object? Value);
}
