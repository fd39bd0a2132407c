package build

import (
	"reflect"
	"unsafe"

	G "gorgonia.org/gorgonia"
)

// The fields of a graph in which it looks nodes up.
var (
	allField     = graphField("all", reflect.TypeFor[G.Nodes]())
	byIDField    = graphField("byID", reflect.TypeFor[map[int64]int]())
	counterField = graphField("counter", reflect.TypeFor[uint]())
)

func graphField(name string, t reflect.Type) reflect.StructField {
	f, ok := reflect.TypeFor[G.ExprGraph]().FieldByName(name)
	if !ok || f.Type != t {
		panic("build: gorgonia.ExprGraph keeps its " + name + " in another way than in v0.9.18")
	}
	return f
}

// Indexed runs f, which adds up to so many nodes to g and removes none. Gorgonia looks for every node that it has just added
// from the first one on, and notes where it was, so that a graph of n nodes takes n^2/2 steps: 27 seconds for the gradient of
// a chain of 40,000. Here the same note is made beforehand.
func Indexed(g *G.ExprGraph, nodes int, f func()) {
	at := func(f reflect.StructField) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(g), f.Offset) }
	byID, counter, place := *(*map[int64]int)(at(byIDField)), (*uint)(at(counterField)), len(*(*G.Nodes)(at(allField)))
	if byID == nil {
		f()
		return
	}
	first := *counter
	for k := range nodes {
		byID[int64(first)+int64(k)] = place + k
	}
	defer func() {
		for id := *counter; id < first+uint(nodes); id++ { // fewer were new
			delete(byID, int64(id))
		}
	}()
	f()
}

// UniqueNode is gorgonia.NewUniqueNode for a node of g with operands, Indexed.
func UniqueNode(g *G.ExprGraph, opts ...G.NodeConsOpt) (n *G.Node) {
	Indexed(g, 1, func() { n = G.NewUniqueNode(opts...) })
	return n
}
