using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Resolves the fields and methods that one method's code mentions.</summary>
internal sealed class MethodTokens
{
    private readonly Module _module;
    private readonly Type[]? _typeArguments;
    private readonly Type[]? _methodArguments;

    public MethodTokens(MethodBase method)
    {
        _module = method.Module;
        _typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        _methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
    }

    /// <summary>Gets whether the last resolution failed, rather than that there was nothing to resolve.</summary>
    public bool Failed { get; private set; }

    public bool TryResolve(Instruction instruction, out MemberInfo? member)
    {
        member = null;
        Failed = false;
        try
        {
            switch (instruction.Code)
            {
                case Instruction.LoadField or Instruction.LoadFieldAddress or Instruction.StoreField:
                    member = _module.ResolveField(instruction.Operand, _typeArguments, _methodArguments);
                    return member is not null;
                case Instruction.Call or Instruction.CallVirtual or Instruction.NewObject or Instruction.Jump
                    or Instruction.LoadFunction or Instruction.LoadVirtualFunction:
                    member = _module.ResolveMethod(instruction.Operand, _typeArguments, _methodArguments);
                    return member is not null;
                case Instruction.LoadToken:
                    member = _module.ResolveMember(instruction.Operand, _typeArguments, _methodArguments);
                    return member is FieldInfo or MethodBase;
                default:
                    return false;
            }
        }
        catch (Exception e) when (
            e is ArgumentException or IOException or TypeLoadException or MissingMemberException or BadImageFormatException)
        {
            Failed = true;
            return false;
        }
    }
}
