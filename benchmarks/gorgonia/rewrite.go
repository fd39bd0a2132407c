package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"strconv"
)

// edit is a change of one file's syntax tree; it reports whether there was something to change.
type edit func(*ast.File) bool

// rewrite applies edits to the text of a Go file; without a change the text stays as it is.
func rewrite(name string, text []byte, edits ...edit) ([]byte, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	changed := false
	for _, e := range edits {
		changed = e(file) || changed
	}
	if !changed {
		return text, nil
	}
	var out bytes.Buffer
	if err := format.Node(&out, set, file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return out.Bytes(), nil
}

// calls visits each call in a part of the file with the identifier of the plain or selected function.
func calls(in ast.Node, visit func(c *ast.CallExpr, name *ast.Ident)) {
	ast.Inspect(in, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			switch f := c.Fun.(type) {
			case *ast.Ident:
				visit(c, f)
			case *ast.SelectorExpr:
				visit(c, f.Sel)
			}
		}
		return true
	})
}

// swapMachines makes NewSwapped of NewTapeMachine, and *Swapped of its type, but not in a function that looks at the
// machine's registers.
func swapMachines(file *ast.File) (changed bool) {
	for _, d := range file.Decls {
		if selects(d, "locMap") {
			continue
		}
		calls(d, func(_ *ast.CallExpr, name *ast.Ident) {
			if name.Name == "NewTapeMachine" {
				name.Name, changed = "NewSwapped", true
			}
		})
		ast.Inspect(d, func(n ast.Node) bool {
			if s, ok := n.(*ast.StarExpr); ok {
				if id, ok := s.X.(*ast.Ident); ok && id.Name == "tapeMachine" {
					id.Name, changed = "Swapped", true
				}
			}
			return true
		})
	}
	return changed
}

// selects reports whether a field of that name is selected somewhere.
func selects(in ast.Node, field string) (found bool) {
	ast.Inspect(in, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		found = found || ok && s.Sel.Name == field
		return !found
	})
	return found
}

// fixSeeds makes fixedSeed(time.Now()) of time.Now().UnixNano(), so that both machines start from the same weights.
func fixSeeds(file *ast.File) (changed bool) {
	calls(file, func(c *ast.CallExpr, name *ast.Ident) {
		if name.Name == "UnixNano" {
			c.Args = []ast.Expr{c.Fun.(*ast.SelectorExpr).X}
			c.Fun, changed = ast.NewIdent("fixedSeed"), true
		}
	})
	return changed
}

// noDropout makes NoDropout of Dropout.
func noDropout(file *ast.File) (changed bool) {
	calls(file, func(_ *ast.CallExpr, name *ast.Ident) {
		if name.Name == "Dropout" {
			name.Name, changed = "NoDropout", true
		}
	})
	return changed
}

// timeSolvers puts defer solverStep()() at the head of the solvers' Step methods.
func timeSolvers(file *ast.File) (changed bool) {
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv == nil || f.Name.Name != "Step" || len(f.Type.Params.List) != 1 {
			continue
		}
		call := &ast.CallExpr{Fun: &ast.CallExpr{Fun: ast.NewIdent("solverStep")}}
		f.Body.List = append([]ast.Stmt{&ast.DeferStmt{Call: call}}, f.Body.List...)
		changed = true
	}
	return changed
}

// flushMain makes a program report at the end of main, and links this library's machine in.
func flushMain(file *ast.File) bool {
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv != nil || f.Name.Name != "main" || file.Name.Name != "main" {
			continue
		}
		flush := &ast.CallExpr{Fun: &ast.SelectorExpr{X: ast.NewIdent("swapped"), Sel: ast.NewIdent("Flush")}}
		f.Body.List = append([]ast.Stmt{&ast.DeferStmt{Call: flush}}, f.Body.List...)
		addImport(file, "gorgonia.org/gorgonia/swapped")
		return true
	}
	return false
}

// addImport gives the file an import declaration of its own, before the others.
func addImport(file *ast.File, path string) {
	spec := &ast.ImportSpec{Path: &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(path)}}
	file.Decls = append([]ast.Decl{&ast.GenDecl{Tok: token.IMPORT, Specs: []ast.Spec{spec}}}, file.Decls...)
}

// dropImport removes an import declaration of one path, such as "C" where nothing of C is used.
func dropImport(path string) edit {
	return func(file *ast.File) bool {
		for i, d := range file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.IMPORT || len(g.Specs) != 1 {
				continue
			}
			if g.Specs[0].(*ast.ImportSpec).Path.Value == strconv.Quote(path) {
				file.Decls = append(file.Decls[:i], file.Decls[i+1:]...)
				return true
			}
		}
		return false
	}
}
