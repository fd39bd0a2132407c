package export

import (
	"go/ast"
	"go/types"
)

// receiver is the name of the type of a method.
func receiver(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.IndexListExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

func receiverOf(f *types.Func) string {
	t := f.Signature().Recv().Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// methodsOf lists the methods of an interface.
func methodsOf(t *ast.TypeSpec) (names []string) {
	i, ok := t.Type.(*ast.InterfaceType)
	if !ok {
		return nil
	}
	for _, f := range i.Methods.List {
		for _, n := range f.Names {
			names = append(names, n.Name)
		}
	}
	return names
}
