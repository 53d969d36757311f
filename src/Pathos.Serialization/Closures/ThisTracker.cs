using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Follows a captured <c>this</c> through one method: either only its fields are read, or it escapes.</summary>
/// <remarks>
/// The check is local and errs towards escaping. A load of <c>this</c> must be consumed by the very next instruction in one of a few known
/// ways; a store to a local makes every load of that local such a load. A jump between the two would bring another value from another
/// load, and that load, being followed by the jump, has escaped already.
/// </remarks>
internal sealed class ThisTracker(MethodBase method, Reach reach)
{
    private readonly Type? _this = method.IsStatic || method.DeclaringType is not { IsValueType: false } type || CompilerNames.IsGenerated(type) ? null : type;

    /// <summary>Notes what escapes; gives back the user's methods that are called on <c>this</c> and must be walked too.</summary>
    public List<MethodBase> Track(Instruction[] code, MethodTokens tokens)
    {
        List<MethodBase> called = [];
        Dictionary<int, Type> locals = FindLocals(code, tokens);
        for (int i = 0; i < code.Length; i++)
        {
            if (LoadedThis(code[i], tokens, locals) is { } type && !IsHarmless(type, i + 1 < code.Length ? code[i + 1] : default, tokens, called))
            {
                reach.Escaped.Add(FieldKey.Of(type));
            }

            if (IsAddressOfThis(code[i], tokens, locals) is { } exposed)
            {
                reach.Escaped.Add(FieldKey.Of(exposed));
            }
        }

        return called;
    }

    private Dictionary<int, Type> FindLocals(Instruction[] code, MethodTokens tokens)
    {
        Dictionary<int, Type> locals = [];
        for (int i = 0; i + 1 < code.Length; i++)
        {
            if (StoredLocal(code[i + 1]) is { } local && LoadedThis(code[i], tokens, locals) is { } type)
            {
                locals[local] = type;
            }
        }

        return locals;
    }

    private Type? LoadedThis(Instruction instruction, MethodTokens tokens, Dictionary<int, Type> locals)
    {
        switch (instruction.Code)
        {
            case Instruction.LoadArgument0:
            case Instruction.LoadArgumentShort or Instruction.LoadArgumentLong when instruction.Operand == 0:
                return _this;
            case Instruction.LoadField:
                return tokens.TryResolve(instruction, out MemberInfo? member) && member is FieldInfo field && CompilerNames.IsCapturedThis(field) ? field.FieldType : null;
            case >= Instruction.LoadLocal0 and <= Instruction.LoadLocal3:
                return locals.GetValueOrDefault(instruction.Code - Instruction.LoadLocal0);
            case Instruction.LoadLocalShort or Instruction.LoadLocalLong:
                return locals.GetValueOrDefault(instruction.Operand);
            default:
                return null;
        }
    }

    private Type? IsAddressOfThis(Instruction instruction, MethodTokens tokens, Dictionary<int, Type> locals)
    {
        switch (instruction.Code)
        {
            case Instruction.LoadArgumentAddressShort or Instruction.LoadArgumentAddressLong when instruction.Operand == 0:
                return _this;
            case Instruction.LoadFieldAddress:
                return tokens.TryResolve(instruction, out MemberInfo? member) && member is FieldInfo field && CompilerNames.IsCapturedThis(field) ? field.FieldType : null;
            case Instruction.LoadLocalAddressShort or Instruction.LoadLocalAddressLong:
                return locals.GetValueOrDefault(instruction.Operand);
            default:
                return null;
        }
    }

    private bool IsHarmless(Type type, Instruction next, MethodTokens tokens, List<MethodBase> called)
    {
        if (StoredLocal(next) is not null)
        {
            return true;
        }

        if (!tokens.TryResolve(next, out MemberInfo? member))
        {
            return false;
        }

        switch (member)
        {
            case FieldInfo field when next.Code is Instruction.LoadField or Instruction.LoadFieldAddress:
                return !field.IsStatic;
            case FieldInfo field when next.Code == Instruction.StoreField:
                // Into the link of another closure or state machine, whose own loads are watched.
                return CompilerNames.IsCapturedThis(field);
            case MethodInfo function when next.Code == Instruction.LoadFunction:
                return IsOwnCode(function, type) && CompilerNames.IsGenerated(function);
            case MethodInfo callee when next.Code is Instruction.Call or Instruction.CallVirtual:
                if (!IsOwnCode(callee, type) || callee.IsVirtual || callee.GetParameters().Length > 0)
                {
                    return false;
                }

                called.Add(callee);
                return true;
            default:
                return false;
        }
    }

    private bool IsOwnCode(MethodInfo callee, Type type) =>
        callee is { IsStatic: false, DeclaringType: { } declaring } && callee.Module == method.Module && declaring.IsAssignableFrom(type);

    private static int? StoredLocal(Instruction instruction) => instruction.Code switch
    {
        >= Instruction.StoreLocal0 and <= Instruction.StoreLocal3 => instruction.Code - Instruction.StoreLocal0,
        Instruction.StoreLocalShort or Instruction.StoreLocalLong => instruction.Operand,
        _ => null,
    };
}
