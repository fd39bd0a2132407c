package report

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
	"github.com/google/go-cmp/cmp"
)

func example() Results {
	return Results{
		CPU:  "avx2",
		Rows: Rows{200000, 66000},
		MSE:  MSE{[]float64{.0062, .0054}, .13},
		MDN:  MDN{[]float64{-1.3196, -1.4084, -1.4243}, -.84},
		Bias: Bias{
			BinCentre: []float64{13.55, 13.65}, Count: []int{18234, 9001},
			MSE: []float64{.095, .028}, MDNMean: []float64{.086, .018}, FlatMean: []float64{.111, .051}, FlatMode: []float64{.019, .009},
			Hosts: []int{6001, 3000}, Error: Errors{[]float64{.002, .003}, []float64{.002, .003}, []float64{.001, .002}, []float64{.004, .005}},
		},
		Prior: "log-spline",
		Modes: Modes{
			BinCentre: []float64{13.55}, Count: []int{18234}, Hosts: []int{6001},
			Under: []Mode{
				{"log-spline", []float64{.019}, []float64{.004}, []float64{.16}, .019, .019, 13.55},
				{"64 bins", []float64{-.02}, []float64{.005}, []float64{.17}, .02, -.02, 13.55},
			},
		},
		Coverage: Coverage{.501, .684, .904, .953},
		Shown:    []Shown{{14.2, 14.1, 14.25, [][2]float64{{14, 14.5}}}},
		Claims:   claims.List{{Name: "direction", Says: "nearly unbiased", Holds: true, Numbers: claims.Numbers{"low": .01}}},
		Seconds:  Seconds{8.5, 10, 30.25, 5, 1.5, 55.25},
	}
}

const exampleJSON = `{
  "cpu": "avx2",
  "rows": {
    "train": 200000,
    "test": 66000
  },
  "mse": {
    "epoch_loss": [0.0062, 0.0054],
    "test_rmse": 0.13
  },
  "mdn": {
    "epoch_loss": [-1.3196, -1.4084, -1.4243],
    "test_nll": -0.84
  },
  "prior": "log-spline",
  "bias": {
    "bin_centre": [13.55, 13.65],
    "count": [18234, 9001],
    "mse": [0.095, 0.028],
    "mdn_mean": [0.086, 0.018],
    "flat_mean": [0.111, 0.051],
    "flat_mode": [0.019, 0.009],
    "hosts": [6001, 3000],
    "error": {
      "mse": [0.002, 0.003],
      "mdn_mean": [0.002, 0.003],
      "flat_mean": [0.001, 0.002],
      "flat_mode": [0.004, 0.005]
    }
  },
  "modes": {
    "bin_centre": [13.55],
    "count": [18234],
    "hosts": [6001],
    "under": [
      {
        "prior": "log-spline",
        "median": [0.019],
        "error": [0.004],
        "rms": [0.16],
        "average": 0.019,
        "largest": 0.019,
        "largest_at": 13.55
      },
      {
        "prior": "64 bins",
        "median": [-0.02],
        "error": [0.005],
        "rms": [0.17],
        "average": 0.02,
        "largest": -0.02,
        "largest_at": 13.55
      }
    ]
  },
  "coverage": {
    "0.5": 0.501,
    "0.68": 0.684,
    "0.9": 0.904,
    "0.95": 0.953
  },
  "shown": [
    {
      "truth": 14.2,
      "mean": 14.1,
      "mode": 14.25,
      "hpd": [
        [14, 14.5]
      ]
    }
  ],
  "claims": [
    {
      "name": "direction",
      "says": "nearly unbiased",
      "holds": true,
      "numbers": {
        "low": 0.01
      }
    }
  ],
  "seconds": {
    "data": 8.5,
    "train_mse": 10,
    "train_mdn": 30.25,
    "predict": 5,
    "figures": 1.5,
    "total": 55.25
  }
}
`

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.json")
	if err := output.JSON(path, example().Full()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(exampleJSON, string(text)); d != "" {
		t.Errorf("results.json differs (-want +got):\n%s", d)
	}
	var back Results
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(example(), back); d != "" {
		t.Errorf("results read back differ (-want +got):\n%s", d)
	}
}

// Absent lists are empty lists, and Write does not change the caller's.
func TestWriteEmpty(t *testing.T) {
	var r Results
	text, err := output.Text(r.Full())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "null") || strings.Count(string(text), ": []") != 19 {
		t.Errorf("want 19 empty lists and no null:\n%s", text)
	}
	if r.Bias.MSE != nil {
		t.Error("the results were changed by writing them")
	}
}

// Empty bins at work: what BiasBins leaves out is absent from the file as well.
func TestWriteSkipsEmptyBins(t *testing.T) {
	v := []float64{13.5, 15.2}
	bias, err := BiasBins(v, Estimates{v, v, v, v})
	if err != nil {
		t.Fatal(err)
	}
	text, err := output.Text(Results{Bias: bias}.Full())
	if err != nil {
		t.Fatal(err)
	}
	if want := `"bin_centre": [13.55, 15.25],`; !strings.Contains(string(text), want) {
		t.Errorf("no %s in\n%s", want, text)
	}
}

func TestWriteRefusesNaN(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.json")
	for want, spoil := range map[string]func(*Results){
		"mse.test_rmse is NaN":         func(r *Results) { r.MSE.TestRMSE = math.NaN() },
		"mdn.epoch_loss[2] is +Inf":    func(r *Results) { r.MDN.EpochLoss[2] = math.Inf(1) },
		"modes.under[1].rms[0] is NaN": func(r *Results) { r.Modes.Under[1].RMS[0] = math.NaN() },
		"bias.flat_mode[0] is -Inf":    func(r *Results) { r.Bias.FlatMode[0] = math.Inf(-1) },
		"coverage.0.68 is NaN":         func(r *Results) { r.Coverage.P68 = math.NaN() },
		"seconds.predict is NaN":       func(r *Results) { r.Seconds.Predict = math.NaN() },
	} {
		r := example()
		spoil(&r)
		err := output.JSON(path, r.Full())
		if err == nil || !strings.HasPrefix(err.Error(), "output: results: "+want) {
			t.Errorf("error %v, want one about %s", err, want)
		}
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s: a file was written", want)
		}
	}
}

func TestTable(t *testing.T) {
	var s strings.Builder
	if err := example().Bias.WriteText(&s); err != nil {
		t.Fatal(err)
	}
	want := `median of estimate - truth [dex] by true mass
 log10 M clusters  MSE network  MDN mean  flat-prior mean  flat-prior mode
   13.55    18234       +0.095    +0.086           +0.111           +0.019
   13.65     9001       +0.028    +0.018           +0.051           +0.009
`
	if d := cmp.Diff(want, s.String()); d != "" {
		t.Errorf("table differs (-want +got):\n%s", d)
	}
}
