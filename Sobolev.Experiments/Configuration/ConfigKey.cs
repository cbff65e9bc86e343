using System.Reflection;
using System.Text;

namespace Sobolev.Configuration;

/// <summary>One key of a config record, as its property and attributes describe it.</summary>
public sealed class ConfigKey
{
    private readonly PropertyInfo _property;
    private readonly PropertyInfo? _part;
    private readonly IReadOnlyList<string> _suggested;

    private ConfigKey(PropertyInfo property, string parent, PropertyInfo? part)
    {
        _property = property;
        _part = part;
        Name = SnakeCase(property.Name);
        Path = parent.Length == 0 ? Name : $"{parent}.{Name}";
        Description = property.GetCustomAttribute<KeyAttribute>()!.Description;
        Option = property.GetCustomAttribute<KeyAttribute>()!.Option;
        Argument = property.GetCustomAttribute<KeyAttribute>()!.Argument;
        Allowed = [.. property.GetCustomAttributes<AllowedAttribute>()];
        _suggested = property.GetCustomAttribute<SuggestedAttribute>()?.Words ?? [];
        NullWord = property.GetCustomAttribute<NullIsAttribute>()?.Word;
        NotEmpty = property.IsDefined(typeof(NotEmptyAttribute));
        MayChangeOnResume = property.IsDefined(typeof(MayChangeOnResumeAttribute));
        MayGrowOnResume = property.IsDefined(typeof(MayGrowOnResumeAttribute));
        IsTrialAxis = property.IsDefined(typeof(TrialAxisAttribute));
        AllowsNull = new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
        ItemType = ItemTypeOf(property.PropertyType);
        ValueType = ItemType ?? property.PropertyType;
        Children = ValueType.GetProperties().Any(IsKey) && ItemType is null ? Of(ValueType, Path, null) : [];
    }

    /// <summary>The last part of the key, e.g. learning_rate.</summary>
    public string Name { get; }

    /// <summary>The whole dotted key, e.g. optimiser.learning_rate.</summary>
    public string Path { get; }

    public string Description { get; }

    /// <summary>The verb's option for this key, without dashes, or null.</summary>
    public string? Option { get; }

    /// <summary>The name of the verb's argument for this key, or null.</summary>
    public string? Argument { get; }

    public IReadOnlyList<AllowedAttribute> Allowed { get; }

    public bool NotEmpty { get; }

    /// <summary>Whether its value may be null.</summary>
    public bool AllowsNull { get; }

    /// <summary>The word for no value, or null if the key has no such word.</summary>
    public string? NullWord { get; }

    public bool MayChangeOnResume { get; }

    public bool MayGrowOnResume { get; }

    /// <summary>Whether each value of the list has trials.</summary>
    public bool IsTrialAxis { get; }

    public bool IsList => ItemType is not null;

    /// <summary>Boolean key: its option without a value means true.</summary>
    public bool IsSwitch => ItemType is null && ValueType == typeof(bool);

    /// <summary>Whether the value, or each value of a list, is a whole number.</summary>
    public bool IsWholeNumber =>
        (Nullable.GetUnderlyingType(ValueType) ?? ValueType) is var type && (type == typeof(int) || type == typeof(long));

    /// <summary>The words that the value may be; empty where it is a number or any text.</summary>
    public IReadOnlyList<string> Choices =>
        IsSwitch ? ["true", "false"]
        : (Nullable.GetUnderlyingType(ValueType) ?? ValueType) is { IsEnum: true } names ? [.. Values.Names(names)]
        : [.. Allowed.OfType<OneOfAttribute>().SelectMany(allowed => allowed.Names)];

    /// <summary>The words that complete a value: all that it may be, or some.</summary>
    public IReadOnlyList<string> Suggestions => Choices is { Count: > 0 } all ? all : _suggested;

    /// <summary>Whether a value may follow another one when a run is resumed; both as YAML has them.</summary>
    public bool MayFollow(string earlier, string later) => MayChangeOnResume || earlier == later
        || (MayGrowOnResume && Values.Parse(later, typeof(long)) is long now
            && Values.Parse(earlier, typeof(long)) is long then && now > then);

    /// <summary>The keys of a nested record; empty for a value.</summary>
    public IReadOnlyList<ConfigKey> Children { get; }

    /// <summary>The type of the value, or of each value of a list.</summary>
    internal Type ValueType { get; }

    private Type? ItemType { get; }

    /// <summary>
    /// The keys of a record in the order they are declared, those of the record itself before those it inherits, unless
    /// <see cref="KeyAttribute.Before"/> names another place; one that overrides an inherited key stands in its place.
    /// </summary>
    public static IReadOnlyList<ConfigKey> Of(Type record) => Of(record, "", null);

    /// <summary>All keys that hold values, nested ones included.</summary>
    public static IEnumerable<ConfigKey> Leaves(IEnumerable<ConfigKey> keys) =>
        keys.SelectMany(key => key.Children.Count > 0 ? Leaves(key.Children) : [key]);

    /// <summary>LeakyRelu as leaky-relu.</summary>
    public static string KebabCase(string name) => SnakeCase(name).Replace('_', '-');

    /// <summary>Constraint on the value, in words: a type and its limits.</summary>
    public string Constraint
    {
        get
        {
            var limits = Allowed.Select(allowed => allowed.Constraint).ToArray();
            var type = Values.TypeName(ValueType);
            var value = Allowed.Any(allowed => allowed is OneOfAttribute) ? string.Join(", ", limits) : string.Join(" ", [type, .. limits]);
            return IsList ? $"a list; each {value}" : NullWord is null ? value : $"{value}, or {NullWord}";
        }
    }

    internal object? Get(object record) => _property.GetValue(OwnerIn(record));

    internal void Set(object record, object? value) => _property.SetValue(OwnerIn(record), value);

    /// <summary>A record and its flattened parts (<see cref="FlattenedAttribute"/>).</summary>
    internal static IEnumerable<object> WithParts(object record) =>
        [record, .. record.GetType().GetProperties().Where(IsFlattened).Select(part => part.GetValue(record)!)];

    /// <param name="record">The type of the record.</param>
    /// <param name="parent">The dotted key of the record, or empty.</param>
    /// <param name="part">The property of another record that holds this one as a part, or null.</param>
    private static IReadOnlyList<ConfigKey> Of(Type record, string parent, PropertyInfo? part) =>
    [
        .. from name in NamesOf(record)
           let property = record.GetProperty(name)!
           from key in IsFlattened(property) ? Of(property.PropertyType, parent, property)
               : IsKey(property) ? [new ConfigKey(property, parent, part)]
               : Array.Empty<ConfigKey>()
           select key,
    ];

    private object OwnerIn(object record) => _part is null ? record : _part.GetValue(record)!;

    private static List<string> NamesOf(Type record)
    {
        List<string> names = record.BaseType is { } inherited ? NamesOf(inherited) : [];
        var front = 0;
        foreach (var property in record.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            if (names.Contains(property.Name))
                continue;
            var before = property.GetCustomAttribute<KeyAttribute>()?.Before;
            var place = before is null ? front++ : names.IndexOf(before);
            names.Insert(place >= 0 ? place : throw new ArgumentException(
                $"{record.Name}.{property.Name} stands before {before}, which is not inherited", nameof(record)), property.Name);
        }

        return names;
    }

    private static bool IsFlattened(PropertyInfo property) => property.IsDefined(typeof(FlattenedAttribute));

    private static bool IsKey(PropertyInfo property) => property.IsDefined(typeof(KeyAttribute));

    private static Type? ItemTypeOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0)
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }
}
