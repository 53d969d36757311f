using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>Finds what an expression tree reads of the objects that stand in it: of closures, and of
/// the user's own as <c>this</c>.</summary>
/// <remarks>
/// A tree names each member that it uses. Of an object in it, only fields may be read without that object escaping, and methods and
/// properties of the same class may be called that no heir can replace: their code is walked as that of lambdas is.
/// </remarks>
internal sealed class ExpressionReach : ExpressionVisitor
{
    private readonly Reach _reach = new();
    private readonly HashSet<object> _visited;

    private ExpressionReach(HashSet<object> visited) => _visited = visited;

    /// <summary>Gets what a tree reads, and notes its nodes, so that a part of it that is met by itself is not looked at again. Null
    /// for what is only beside a tree.</summary>
    public static Reach? Of(object tree, HashSet<object> visited)
    {
        if (tree is not Expression node)
        {
            return null;
        }

        ExpressionReach walk = new(visited);
        walk.Visit(node);
        return walk._reach;
    }

    public override Expression? Visit(Expression? node)
    {
        if (node is null)
        {
            return null;
        }

        // An object of the tree, or the link to one, may stand at several places, and it is the place that decides.
        if (!_visited.Add(node) && node is not (ConstantExpression or MemberExpression))
        {
            return node;
        }

        if (!ExpressionNodes.Contains(node.GetType()) || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            // A node of the user's own is not asked what it holds: that would run its code. And one too deep cannot be asked.
            _reach.IsUnknown = true;
            return node;
        }

        return base.Visit(node);
    }

    protected override Expression VisitConstant(ConstantExpression node)
    {
        if (node.Value is { } value)
        {
            Escape(value.GetType());
        }

        return node;
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        MethodInfo? getter = (node.Member as PropertyInfo)?.GetMethod;
        if (node.Member is FieldInfo field)
        {
            Read(field);
            if (CompilerNames.IsCapturedThis(field))
            {
                Escape(field.FieldType);
            }
        }

        return IsObject(node.Expression) && (node.Member is FieldInfo || IsOwn(getter)) ? node : base.VisitMember(node);
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (!IsObject(node.Object) || !IsOwn(node.Method))
        {
            return base.VisitMethodCall(node);
        }

        Visit(node.Arguments);
        return node;
    }

    /// <summary>Tells whether a node is an object of the tree, whose members may be used without its escaping.</summary>
    private bool IsObject(Expression? node)
    {
        switch (node)
        {
            case ConstantExpression { Value: { } value } constant when !InertTypes.IsOfTheFramework(value.GetType().Assembly):
                _visited.Add(constant);
                return true;
            case MemberExpression { Member: FieldInfo field } link when CompilerNames.IsCapturedThis(field) && IsObject(link.Expression):
                Read(field);
                _visited.Add(link);
                return true;
            default:
                return false;
        }
    }

    private void Read(FieldInfo field)
    {
        _reach.Fields.Add(FieldKey.Of(field));
        if (field.DeclaringType is { } holder && CompilerNames.IsGenerated(holder))
        {
            _reach.Touched.Add(FieldKey.Of(holder));
        }
    }

    private bool IsOwn(MethodInfo? method)
    {
        if (method is null || method.IsStatic || method.IsVirtual || method.DeclaringType is not { IsValueType: false } type
            || InertTypes.IsOfTheFramework(type.Assembly))
        {
            return false;
        }

        _reach.Include(ReachAnalysis.Of(method));
        return true;
    }

    private void Escape(Type type)
    {
        if (!type.IsValueType)
        {
            _reach.Escaped.Add(FieldKey.Of(type));
        }
    }
}
