package claims

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
)

// Sources reads the code of a notebook, the packages in its folder with it: the texts in it, the usage of its flags and the doc of the
// program. Outside claims.go none may judge or give a measured number, unless it is a caption there. Errors are left out, for they
// stop the program, and tests.
func Sources(dir string) (wrong []string, err error) {
	set := token.NewFileSet()
	files := map[string]*ast.File{}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files[path], err = parser.ParseFile(set, path, nil, parser.ParseComments)
		return err
	})
	if err != nil {
		return nil, err
	}
	t := Table[struct{}]{Captions: Captions{}}
	for path, f := range files {
		if filepath.Base(path) == "claims.go" {
			captionsIn(f, t.Captions)
		}
	}
	for path, f := range files {
		if filepath.Base(path) == "claims.go" {
			continue
		}
		look := func(at token.Pos, text string) {
			if what := t.judge(fold(filled(text, slot)), nil, nil); what != "" {
				wrong = append(wrong, fmt.Sprintf("%s: it %s: %q", set.Position(at), what, text))
			}
		}
		if f.Doc != nil && f.Name.Name == "main" {
			look(f.Doc.Pos(), f.Doc.Text())
		}
		texts(f, func(l *ast.BasicLit, text string) { look(l.Pos(), text) })
	}
	return wrong, nil
}

// texts visits the strings in code but for names of packages, tags and what errors say.
func texts(f *ast.File, visit func(l *ast.BasicLit, text string)) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			return n.Tag == nil
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && (s.Sel.Name == "Errorf" || s.Sel.Name == "New") {
				return false
			}
		case *ast.BasicLit:
			if text := literal(n); text != "" {
				visit(n, text)
			}
		}
		return true
	})
}

// captionsIn adds the captions that a claims.go declares, those with a reason.
func captionsIn(f *ast.File, into Captions) {
	ast.Inspect(f, func(n ast.Node) bool {
		list, ok := n.(*ast.CompositeLit)
		if !ok || !isCaptions(list.Type) {
			return true
		}
		for _, e := range list.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok && literal(kv.Value) != "" {
				into[literal(kv.Key)] = literal(kv.Value)
			}
		}
		return false
	})
}

// literal is the string that an expression is, empty for others.
func literal(e ast.Expr) string {
	if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
		text, _ := strconv.Unquote(l.Value)
		return text
	}
	return ""
}

// isCaptions reports whether a type is claims.Captions.
func isCaptions(t ast.Expr) bool {
	s, ok := t.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Captions"
}
