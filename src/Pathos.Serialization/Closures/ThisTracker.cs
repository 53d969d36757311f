using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Follows a captured <c>this</c> through one method: either only its fields are used, or it escapes.</summary>
/// <remarks>
/// It runs the method over what the stack may hold: nothing of interest, a <c>this</c>, or a function that is about to become a delegate.
/// Where two ways meet, what either may hold counts. A variable counts as holding <c>this</c> everywhere once it may hold it anywhere. So
/// the answer errs towards escaping, and never the other way.
/// </remarks>
internal sealed class ThisTracker
{
    /// <summary>Stands for values that differ by the way that led here; those among them that mattered have escaped.</summary>
    private static readonly object s_mixed = new();

    private readonly MethodBase _method;
    private readonly byte[] _il;
    private readonly Instruction[] _code;
    private readonly MethodTokens _tokens;
    private readonly Reach _reach;

    // What each variable may hold, and what the stack may hold before each instruction; null before one that no way has led to yet.
    private readonly object?[] _arguments;
    private readonly Dictionary<int, object> _locals = [];
    private readonly object?[]?[] _before;
    private readonly Stack<int> _pending = new();
    private readonly List<ThisCall> _called = [];
    private bool _variablesChanged;

    private ThisTracker(
        MethodBase method, MethodBody body, byte[] il, Instruction[] code, MethodTokens tokens, Reach reach, Type?[] arguments)
    {
        _method = method;
        _il = il;
        _code = code;
        _tokens = tokens;
        _reach = reach;
        _arguments = [.. arguments];
        _before = new object?[]?[code.Length];
        do
        {
            _variablesChanged = false;
            _called.Clear();
            Array.Clear(_before);
            Run(body);
        }
        while (_variablesChanged);
    }

    /// <summary>Notes what escapes; gives back the methods that get <c>this</c> and must be walked too.</summary>
    /// <param name="arguments">For each argument, the receiver first, the type of the <c>this</c> that it is;
    /// null where it is something else.</param>
    public static IReadOnlyList<ThisCall> Track(
        MethodBase method, MethodBody body, byte[] il, Instruction[] code, MethodTokens tokens, Reach reach, Type?[] arguments)
    {
        HashSet<Type> met = [];
        foreach (Type? argument in arguments)
        {
            if (argument is not null)
            {
                met.Add(argument);
            }
        }

        foreach (Instruction instruction in code)
        {
            if (Link(instruction, tokens) is { } type)
            {
                met.Add(type);
            }
        }

        try
        {
            return met.Count == 0 ? [] : new ThisTracker(method, body, il, code, tokens, reach, arguments)._called;
        }
        catch (UntrackableException)
        {
            // Code that no compiler of C# makes. What it meets of a this may be anywhere.
            foreach (Type type in met)
            {
                reach.Escaped.Add(FieldKey.Of(type));
            }

            return [];
        }
    }

    private void Run(MethodBody body)
    {
        Arrive(0, []);
        foreach (ExceptionHandlingClause clause in body.ExceptionHandlingClauses)
        {
            bool hasException = clause.Flags is ExceptionHandlingClauseOptions.Clause or ExceptionHandlingClauseOptions.Filter;
            Arrive(IndexOf(clause.HandlerOffset), hasException ? [null] : []);
            if (clause.Flags == ExceptionHandlingClauseOptions.Filter)
            {
                Arrive(IndexOf(clause.FilterOffset), [null]);
            }
        }

        while (_pending.TryPop(out int index))
        {
            Step(index);
        }
    }

    private void Step(int index)
    {
        Instruction instruction = _code[index];
        TrackedStack stack = new(_before[index]!);
        Execute(instruction, stack);
        if (instruction.IsBranch)
        {
            Arrive(IndexOf(instruction.Operand), instruction.Code is Instruction.Leave or Instruction.LeaveShort ? [] : stack.Slots());
        }
        else if (instruction.Code == Instruction.Switch)
        {
            foreach (int target in instruction.SwitchTargets(_il))
            {
                Arrive(IndexOf(target), stack.Slots());
            }
        }

        if (!instruction.IsLast)
        {
            Arrive(index + 1, stack.Slots());
        }
    }

    /// <summary>A way leads to an instruction. It is looked at again if that brings something new.</summary>
    private void Arrive(int index, object?[] stack)
    {
        if (index >= _code.Length)
        {
            throw new UntrackableException();
        }

        if (_before[index] is not { } known)
        {
            _before[index] = stack;
            _pending.Push(index);
            return;
        }

        if (known.Length != stack.Length)
        {
            throw new UntrackableException();
        }

        bool isNew = false;
        for (int i = 0; i < known.Length; i++)
        {
            object? merged = Merge(known[i], stack[i]);
            isNew |= !Equals(merged, known[i]);
            known[i] = merged;
        }

        if (isNew)
        {
            _pending.Push(index);
        }
    }

    private void Execute(Instruction instruction, TrackedStack stack)
    {
        switch (instruction.Code)
        {
            case >= Instruction.LoadArgument0 and < Instruction.LoadLocal0:
                stack.Push(ArgumentAt(instruction.Code - Instruction.LoadArgument0));
                break;
            case Instruction.LoadArgumentShort or Instruction.LoadArgumentLong:
                stack.Push(ArgumentAt(instruction.Operand));
                break;
            case Instruction.StoreArgumentShort or Instruction.StoreArgumentLong:
                Store(ref _arguments[instruction.Operand], stack.Pop());
                break;
            case Instruction.LoadArgumentAddressShort or Instruction.LoadArgumentAddressLong:
                Escape(ArgumentAt(instruction.Operand));
                stack.Push(null);
                break;
            case >= Instruction.LoadLocal0 and <= Instruction.LoadLocal3:
                stack.Push(_locals.GetValueOrDefault(instruction.Code - Instruction.LoadLocal0));
                break;
            case Instruction.LoadLocalShort or Instruction.LoadLocalLong:
                stack.Push(_locals.GetValueOrDefault(instruction.Operand));
                break;
            case >= Instruction.StoreLocal0 and <= Instruction.StoreLocal3:
                StoreLocal(instruction.Code - Instruction.StoreLocal0, stack.Pop());
                break;
            case Instruction.StoreLocalShort or Instruction.StoreLocalLong:
                StoreLocal(instruction.Operand, stack.Pop());
                break;
            case Instruction.LoadLocalAddressShort or Instruction.LoadLocalAddressLong:
                Escape(_locals.GetValueOrDefault(instruction.Operand));
                stack.Push(null);
                break;
            case Instruction.Duplicate:
                stack.Push(stack.Peek());
                break;
            case Instruction.CastClass or Instruction.IsInstance or Instruction.Box or Instruction.UnboxAny:
                // Of a class, all four leave the reference as it is.
                break;
            case Instruction.LoadField:
                _ = stack.Pop();
                stack.Push(Link(instruction, _tokens));
                break;
            case Instruction.LoadFieldAddress:
                _ = stack.Pop();
                Escape(Link(instruction, _tokens));
                stack.Push(null);
                break;
            case Instruction.StoreField:
                StoreInField(instruction, stack.Pop());
                _ = stack.Pop();
                break;
            case Instruction.LoadFunction:
                stack.Push(Member(instruction));
                break;
            case Instruction.LoadVirtualFunction:
                stack.Push(stack.Pop() is Type type && Member(instruction) is MethodInfo function
                    ? ThisCall.Exact(function, type) ?? s_mixed
                    : Member(instruction));
                break;
            case Instruction.Call or Instruction.CallVirtual or Instruction.NewObject:
                Call(instruction, stack);
                break;
            case Instruction.Return:
                Escape(_method is MethodInfo { ReturnType: var result } && result != typeof(void) ? stack.Pop() : null);
                break;
            default:
                Compute(instruction, stack);
                break;
        }
    }

    /// <summary>Anything else: whether a <c>this</c> is there may be asked, and it may be dropped.</summary>
    private void Compute(Instruction instruction, TrackedStack stack)
    {
        (int taken, int put) = (StackEffect.Taken(instruction.Code), StackEffect.Put(instruction.Code));
        if (taken is < 0 or StackEffect.Varies || put is < 0 or StackEffect.Varies || instruction.Code == Instruction.Jump)
        {
            throw new UntrackableException();
        }

        bool isHarmless = instruction.IsBranch
            || instruction.Code is Instruction.Pop or Instruction.CompareEqual or Instruction.CompareGreaterUnsigned;
        for (int i = 0; i < taken; i++)
        {
            object? value = stack.Pop();
            Escape(isHarmless ? null : value);
        }

        for (int i = 0; i < put; i++)
        {
            stack.Push(null);
        }
    }

    private void Call(Instruction instruction, TrackedStack stack)
    {
        if (Member(instruction) is not MethodBase callee || callee.CallingConvention.HasFlag(CallingConventions.VarArgs))
        {
            throw new UntrackableException();
        }

        bool makes = instruction.Code == Instruction.NewObject;
        object?[] given = new object?[callee.GetParameters().Length + (callee.IsStatic ? 0 : 1)];
        for (int i = given.Length - 1; i >= (makes ? 1 : 0); i--)
        {
            given[i] = stack.Pop();
        }

        if (makes && typeof(Delegate).IsAssignableFrom(callee.DeclaringType))
        {
            Bind(given);
        }
        else
        {
            Pass(callee, given, instruction.Code == Instruction.CallVirtual);
        }

        if (makes || (callee is MethodInfo method && method.ReturnType != typeof(void)))
        {
            stack.Push(null);
        }
    }

    /// <summary>A delegate is made of a target and a function: once it is called, the function gets
    /// the target as its first argument.</summary>
    private void Bind(object?[] given)
    {
        if (given.Length != 3 || given[1] is not Type target)
        {
            return;
        }

        if (given[2] is MethodBase function)
        {
            object?[] bound = new object?[function.GetParameters().Length + (function.IsStatic ? 0 : 1)];
            bound[0] = target;
            Pass(function, bound, isVirtual: false);
        }
        else
        {
            Escape(target);
        }
    }

    private void Pass(MethodBase callee, object?[] given, bool isVirtual)
    {
        if (!Array.Exists(given, static value => value is Type) || ThisCall.IsHarmless(callee))
        {
            return;
        }

        MethodBase? exact = isVirtual && callee is MethodInfo { IsVirtual: true } method
            ? (given[0] is Type receiver ? ThisCall.Exact(method, receiver) : null)
            : callee;
        if (exact is not null && exact.Module == _method.Module && !exact.IsAbstract && exact.GetMethodBody() is not null)
        {
            _called.Add(new ThisCall(exact, Array.ConvertAll(given, static value => value as Type)));
            return;
        }

        foreach (object? value in given)
        {
            Escape(value);
        }
    }

    private void StoreInField(Instruction instruction, object? value)
    {
        // Into the link of another closure or state machine, whose own loads are watched.
        if (Link(instruction, _tokens) is null)
        {
            Escape(value);
        }
    }

    private void StoreLocal(int index, object? value)
    {
        object? known = _locals.GetValueOrDefault(index);
        Store(ref known, value);
        if (known is not null)
        {
            _locals[index] = known;
        }
    }

    private void Store(ref object? variable, object? value)
    {
        object? merged = Merge(variable, value);
        if (!Equals(merged, variable))
        {
            variable = merged;
            _variablesChanged = true;
        }
    }

    private object? Merge(object? one, object? other)
    {
        if (one is null || other is null || Equals(one, other))
        {
            return one ?? other;
        }

        if (one is Type type && other is Type otherType && ThisCall.BaseOf(type, otherType) is { } common)
        {
            return common;
        }

        Escape(one);
        Escape(other);
        return s_mixed;
    }

    private void Escape(object? value)
    {
        if (value is Type type)
        {
            _reach.Escaped.Add(FieldKey.Of(type));
        }
    }

    private object? ArgumentAt(int index) => index < _arguments.Length ? _arguments[index] : throw new UntrackableException();

    private MemberInfo? Member(Instruction instruction) =>
        _tokens.TryResolve(instruction, out MemberInfo? member) ? member : throw new UntrackableException();

    private int IndexOf(int offset)
    {
        // No-ops are left out of the code: a branch to one arrives at what follows it.
        int first = 0;
        int end = _code.Length;
        while (first < end)
        {
            int middle = (first + end) / 2;
            if (_code[middle].Offset < offset)
            {
                first = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return first < _code.Length ? first : throw new UntrackableException();
    }

    /// <summary>Gets the type of the object that a closure's or state machine's link leads to, where the instruction uses one.</summary>
    private static Type? Link(Instruction instruction, MethodTokens tokens) =>
        instruction.Code is Instruction.LoadField or Instruction.LoadFieldAddress or Instruction.StoreField
        && tokens.TryResolve(instruction, out MemberInfo? member) && member is FieldInfo field && CompilerNames.IsCapturedThis(field)
            ? field.FieldType
            : null;

    /// <summary>The values on the stack of the method.</summary>
    private sealed class TrackedStack(object?[] slots)
    {
        private readonly List<object?> _slots = [.. slots];

        public object?[] Slots() => [.. _slots];

        public void Push(object? value) => _slots.Add(value);

        public object? Peek() => _slots.Count > 0 ? _slots[^1] : throw new UntrackableException();

        public object? Pop()
        {
            object? value = Peek();
            _slots.RemoveAt(_slots.Count - 1);
            return value;
        }
    }

    /// <summary>The code does something that is not followed here.</summary>
    private sealed class UntrackableException : Exception;
}
