package main

import (
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/notebooks_port/internal/massnet"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// point is the network trained on squared error, 14-128-128-64-1.
var point = training.Point(layers.LayerFunc(pointHead))

func pointHead(s *layers.Scope, x *G.Node) *G.Node {
	return s.Call("head", layers.Dense{Units: 1}, s.Call("body", massnet.Body, x))
}

func init() { training.Register(pointHead) }
