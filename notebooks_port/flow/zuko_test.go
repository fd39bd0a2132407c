package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/densities"
)

// points is where TestPoints writes what testdata/zuko_flow.py reads.
var points = flag.String("points", "", "write the rows that testdata/zuko_flow.py trains on to this `folder`")

// shared are the settings that both programs follow, as points.json and zuko.json hold them. They are fewer steps than the program takes.
type shared struct {
	Densities []string `json:"densities"`
	Seeds     []uint64 `json:"seeds"`
	Layers    int      `json:"layers"`
	Bins      int      `json:"bins"`
	Bound     float64  `json:"bound"`
	Hidden    []int    `json:"hidden"`
	Epochs    int      `json:"epochs"`
	Batch     int      `json:"batch"`
	Rate      float64  `json:"rate"`
}

func settings() shared {
	s := shared{Seeds: []uint64{1, 2, 3}, Layers: planeLayers, Bins: planeBins, Bound: planeBound, Hidden: planeHidden, Epochs: 5, Batch: planeBatch, Rate: planeRate}
	for _, d := range densities.All() {
		s.Densities = append(s.Densities, d.Name)
	}
	return s
}

// TestPoints writes the rows of each density and seed, the fresh points with their exact log-densities, and the settings.
func TestPoints(t *testing.T) {
	if *points == "" {
		t.Skip("it writes the rows that testdata/zuko_flow.py reads: use -points FOLDER")
	}
	s := settings()
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	write(t, "points.json", raw)
	for _, d := range densities.All() {
		for _, seed := range s.Seeds {
			o := options{seed: seed, points: fullPoints}
			write(t, name(d, seed)+"-train.f64", doubles(o.planeRows(d)))
			var fresh []float64
			for _, p := range densities.Pairs(o.planeFresh(d)) {
				fresh = append(fresh, p[0], p[1], d.LogProb(densities.Point(p)))
			}
			write(t, name(d, seed)+"-fresh.f64", doubles(fresh))
		}
	}
}

func name(d densities.Named, seed uint64) string { return fmt.Sprintf("%s-%d", d.Name, seed) }

func doubles(x []float64) []byte {
	var b bytes.Buffer
	if err := binary.Write(&b, binary.LittleEndian, x); err != nil {
		panic(err) // a buffer takes all
	}
	return b.Bytes()
}

func write(t *testing.T, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(*points, name), b, 0o644); err != nil {
		t.Fatal(err)
	}
}
