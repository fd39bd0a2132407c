package level

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"os"
	"strings"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/printer"
)

// kernel is a Go function over assembly functions, one for each level, that all compute the same.
type kernel struct{ name, doc, signature string }

var kernels []kernel

// Kernel starts an assembly function for each level in turn and lets body emit its instructions. Flag -kernels writes a Go
// function called name that takes a Level after the arguments of signature and calls the function for it.
func Kernel(name, doc, signature string, body func(l Level)) {
	kernels = append(kernels, kernel{name, doc, signature})
	for _, l := range All {
		build.TEXT(name+l.Name, attr.NOSPLIT, signature)
		build.Doc(name + l.Name + " is " + name + " for " + l.Name + ".")
		build.Pragma("noescape")
		body(l)
	}
}

var kernelsFile = flag.String("kernels", "", "Go `file` of the functions that choose by level, and of the stubs behind them")

// writeKernels writes the file of flag -kernels.
func writeKernels(f *ir.File) error {
	if *kernelsFile == "" {
		return nil
	}
	config := printer.NewGoRunConfig()
	config.Pkg = flag.Lookup("pkg").Value.String()
	stubs, err := printer.NewStubs(config).Print(f)
	if err != nil {
		return err
	}
	b := bytes.NewBuffer(stubs)
	for _, k := range kernels {
		if err := k.write(b); err != nil {
			return fmt.Errorf("%s: %w", k.name, err)
		}
	}
	src, err := format.Source(b.Bytes())
	if err != nil {
		return err
	}
	return os.WriteFile(*kernelsFile, src, 0o666)
}

// write writes the Go function that chooses.
func (k kernel) write(b *bytes.Buffer) error {
	e, err := parser.ParseExpr(k.signature)
	if err != nil {
		return err
	}
	f := e.(*ast.FuncType)
	var names []string
	for _, p := range f.Params.List {
		for _, n := range p.Names {
			names = append(names, n.Name)
		}
	}
	open, end := int(f.Params.Opening), int(f.Params.Closing)-1 // positions count from 1
	params, result := k.signature[open:end], k.signature[end+1:]
	call := func(l Level) string {
		c := fmt.Sprintf("%s%s(%s)", k.name, l.Name, strings.Join(names, ", "))
		if result != "" {
			return "return " + c
		}
		return c
	}
	fmt.Fprintf(b, "\n// %s %s\n", k.name, k.doc)
	fmt.Fprintf(b, "func %s(%s, level Level) %s {\n", k.name, params, result)
	if result != "" {
		fmt.Fprintf(b, "if level == AVX512 {\n%s\n}\n%s\n}\n", call(AVX512), call(AVX2))
	} else {
		fmt.Fprintf(b, "if level == AVX512 {\n%s\n} else {\n%s\n}\n}\n", call(AVX512), call(AVX2))
	}
	return nil
}
