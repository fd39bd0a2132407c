package export

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// reach is the declarations that a piece of code needs, in the library's order, and the packages that these import. Of a type it
// needs the methods that are exported, called, or asked for by an interface.
func (l *library) reach(code string) (needed []*declaration, imports []string, err error) {
	roots, err := namesIn(code)
	if err != nil {
		return nil, nil, err
	}
	have, asked := map[*declaration]bool{}, map[string]bool{}
	var need func(key string)
	need = func(key string) {
		d := l.byKey[key]
		if d == nil || have[d] {
			return
		}
		have[d] = true
		for _, k := range d.needs {
			need(k)
		}
		if d.method != "" {
			need(d.name)
		}
		for _, m := range d.methods {
			asked[m] = true
		}
	}
	for _, name := range roots {
		need(name)
	}
	for before := -1; before != len(have); { // methods may need types, whose methods may
		before = len(have)
		for _, d := range l.all {
			if t := l.byKey[d.name]; d.method != "" && have[t] && (asked[d.method] || !d.kernel && ast.IsExported(d.method)) {
				need(d.key())
			}
		}
	}
	for _, d := range l.all {
		if have[d] {
			needed = append(needed, d)
			imports = append(imports, d.imports...)
		}
	}
	slices.Sort(imports)
	imports = slices.Compact(imports)
	for _, p := range imports {
		if strings.Contains(p, ".") {
			return nil, nil, fmt.Errorf("export: the code of this network imports %s, which is a mistake of this package", p)
		}
	}
	return needed, imports, nil
}

// namesIn is every name in a file of Go, once.
func namesIn(code string) (names []string, err error) {
	f, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+code, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("export: the code of this network is no Go, which is a mistake of this package: %w", err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			names = append(names, id.Name)
		}
		return true
	})
	slices.Sort(names)
	return slices.Compact(names), nil
}
