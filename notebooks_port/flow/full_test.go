package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/notebooks_port/internal/densities"
	"github.com/google/go-cmp/cmp"
)

// full trains the flows of the plane for three seeds: a few minutes.
//
//	go test ./notebooks_port/flow -run Full -full -v -timeout 60m
var full = flag.Bool("full", false, "train the flows of the plane for three seeds, a few minutes")

// TestFullDivergence is the law: on 100,000 fresh points each flow is within .05 nats of the density, for three seeds.
func TestFullDivergence(t *testing.T) {
	if !*full {
		t.Skip("it trains twelve flows, a few minutes: use -full")
	}
	for _, d := range densities.All() {
		for _, seed := range settings().Seeds {
			t.Run(fmt.Sprintf("%s/%d", d.Name, seed), func(t *testing.T) {
				o := options{seed: seed, points: fullPoints, epochs: fullEpochs}
				_, l, err := o.learn(context.Background(), d, io.Discard)
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("divergence %.4f ± %.4f", l.KL.Mean, l.KL.SE)
				if !(l.KL.Mean > -4*l.KL.SE && l.KL.Mean <= near) {
					t.Errorf("divergence %.4f ± %.4f, want at most %v", l.KL.Mean, l.KL.SE, near)
				}
			})
		}
	}
}

// zuko is testdata/zuko.json, which testdata/zuko_flow.py wrote.
type zuko struct {
	Settings   shared `json:"settings"`
	Divergence map[string][]struct {
		Seed uint64  `json:"seed"`
		KL   float64 `json:"kl"`
	} `json:"divergence"`
}

func readZuko(t *testing.T) (z zuko) {
	t.Helper()
	filetest.ReadJSON(t, "testdata/zuko.json", &z)
	return z
}

// The record is of the settings that this program has now, and has each density for each of its seeds.
func TestZukoSettings(t *testing.T) {
	now, z := settings(), readZuko(t)
	if d := cmp.Diff(now, z.Settings); d != "" {
		t.Errorf("testdata/zuko.json is of other settings: run testdata/zuko_flow.py again (-now +recorded):\n%s", d)
	}
	for _, name := range now.Densities {
		var seeds []uint64
		for _, d := range z.Divergence[name] {
			seeds = append(seeds, d.Seed)
		}
		if d := cmp.Diff(now.Seeds, seeds); d != "" {
			t.Errorf("testdata/zuko.json has other seeds of %s (-want +got):\n%s", name, d)
		}
	}
}

// TestFullZuko compares with zuko's flow of the same network, after as many steps on the same points: no more than .02 nats behind it.
func TestFullZuko(t *testing.T) {
	if !*full {
		t.Skip("it trains twelve flows for few epochs, minutes: use -full")
	}
	z := readZuko(t)
	for _, d := range densities.All() {
		for _, theirs := range z.Divergence[d.Name] {
			t.Run(fmt.Sprintf("%s/%d", d.Name, theirs.Seed), func(t *testing.T) {
				o := options{seed: theirs.Seed, points: fullPoints, epochs: z.Settings.Epochs}
				_, l, err := o.learn(context.Background(), d, io.Discard)
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("divergence %.4f ± %.4f, zuko's %.4f", l.KL.Mean, l.KL.SE, theirs.KL)
				if !(l.KL.Mean <= theirs.KL+.02) {
					t.Errorf("divergence %.4f, zuko's %.4f", l.KL.Mean, theirs.KL)
				}
			})
		}
	}
}
