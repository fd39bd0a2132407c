package export

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// reader takes declarations out of one file.
type reader struct {
	*library
	fset   *token.FileSet
	info   *types.Info
	pkg    *types.Package
	text   string
	kernel bool
	first  bool
}

// declare adds what d declares; given says that exports have their own.
func (r *reader) declare(d ast.Decl, given bool) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		to := &declaration{name: d.Name.Name}
		if d.Recv != nil {
			to.name, to.method = receiver(d.Recv.List[0].Type), d.Name.Name
		}
		r.add(to, d, d.Doc, "", given)
	case *ast.GenDecl:
		if d.Tok == token.IMPORT {
			return
		}
		for _, s := range d.Specs {
			r.spec(d, s, given)
		}
	}
}

// spec adds a type, or variables or constants, which in a group have docs of their own.
func (r *reader) spec(d *ast.GenDecl, s ast.Spec, given bool) {
	var names []*ast.Ident
	var doc *ast.CommentGroup
	switch s := s.(type) {
	case *ast.TypeSpec:
		names, doc = []*ast.Ident{s.Name}, s.Doc
	case *ast.ValueSpec:
		names, doc = s.Names, s.Doc
	}
	if !d.Lparen.IsValid() {
		doc = d.Doc
	}
	first := &declaration{name: names[0].Name}
	r.add(first, s, doc, d.Tok.String()+" ", given)
	if t, ok := s.(*ast.TypeSpec); ok {
		first.methods = methodsOf(t)
	}
	for _, n := range names[1:] { // declared together, so that one needs the other
		r.enter(&declaration{name: r.rename(n.Name), needs: []string{first.name}, kernel: r.kernel}, given)
	}
}

// add fills in a declaration by the node that it was.
func (r *reader) add(d *declaration, n ast.Node, doc *ast.CommentGroup, keyword string, given bool) {
	own := d.name
	d.name, d.kernel, d.first = r.rename(own), r.kernel, r.first
	text := keyword + r.between(n.Pos(), n.End(), r.look(d, n))
	if doc != nil {
		text = strings.ReplaceAll(r.between(doc.Pos(), doc.End(), nil), own, d.name) + "\n" + text
	}
	d.text = text
	r.enter(d, given)
}

func (r *reader) enter(d *declaration, given bool) {
	if given {
		r.given[d.key()] = true
		return
	}
	r.byKey[d.key()] = d
	r.all = append(r.all, d)
}

// rename is the name in an export of one that this package declares.
func (r *reader) rename(name string) string {
	if r.kernel {
		return ofKernel(name)
	}
	return name
}

// edit replaces a piece of the text.
type edit struct {
	from, to token.Pos
	by       string
}

// look finds what a declaration needs, and what in it is called otherwise in an export.
func (r *reader) look(d *declaration, n ast.Node) (edits []edit) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if done, e := r.selector(d, n); done {
				edits = append(edits, e...)
				return false
			}
		case *ast.Ident:
			edits = append(edits, r.ident(d, n)...)
		}
		return true
	})
	return edits
}

// selector is a name of another package, or a method.
func (r *reader) selector(d *declaration, n *ast.SelectorExpr) (done bool, edits []edit) {
	if s := r.info.Selections[n]; s != nil {
		if f, ok := s.Obj().(*types.Func); ok && f.Pkg() == r.pkg {
			d.needs = append(d.needs, r.rename(receiverOf(f))+"."+f.Name())
		}
		return false, nil
	}
	x, ok := n.X.(*ast.Ident)
	if !ok {
		return false, nil
	}
	p, ok := r.info.Uses[x].(*types.PkgName)
	if !ok {
		return false, nil
	}
	if p.Imported().Path() == kernelPath {
		name := ofKernel(n.Sel.Name)
		d.needs = append(d.needs, name)
		return true, []edit{{n.Pos(), n.End(), name}}
	}
	d.imports = append(d.imports, p.Imported().Path())
	return true, nil
}

// ident is a name of this package, or of something inside the declaration.
func (r *reader) ident(d *declaration, n *ast.Ident) []edit {
	o := r.info.Uses[n]
	if o == nil {
		o = r.info.Defs[n]
	}
	if o == nil || o.Parent() != r.pkg.Scope() {
		return nil
	}
	name := r.rename(n.Name)
	if name != d.name {
		d.needs = append(d.needs, name)
	}
	if name == n.Name {
		return nil
	}
	return []edit{{n.Pos(), n.End(), name}}
}

// between is the text from one place to another after edits.
func (r *reader) between(from, to token.Pos, edits []edit) string {
	at := func(p token.Pos) int { return r.fset.Position(p).Offset }
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	for _, e := range edits {
		b.WriteString(r.text[at(from):at(e.from)] + e.by)
		from = e.to
	}
	return b.String() + r.text[at(from):at(to)]
}
