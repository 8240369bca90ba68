// What a report does where scripts run: a chart in the place of each picture of curves, with the
// result, the key to draw along and the values of the other keys to choose. Data come from the
// page's own JSON; text goes into the page as text, never as HTML.
(function () {
  'use strict';
  const MOST = 16; // curves that can be told apart

  function make(name, into, text) {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (into) into.appendChild(element);
    return element;
  }

  // A number in four digits, as short as it gets.
  function show(x) {
    if (x === null) return '-';
    if (x === 0) return '0';
    const size = Math.abs(x);
    if (size >= 1e-4 && size < 1e6) return String(Number(x.toPrecision(4)));
    return Number(x.toPrecision(4)).toExponential().replace('e+', 'e');
  }

  function choose(into, name, options) {
    const label = make('label', into, name + ' ');
    const select = make('select', label);
    options.forEach((text, i) => { make('option', select, text).value = i; });
    return select;
  }

  function check(into, name) {
    const label = make('label', into);
    const box = make('input', label);
    box.type = 'checkbox';
    label.appendChild(document.createTextNode(name));
    return box;
  }

  function word(data, cell, i) {
    const axis = data.axes[i];
    const value = axis.values[cell.at[i]];
    return axis.numeric ? axis.key.replace(/.*\./, '') + ' = ' + show(value) : value;
  }

  // The curves along an axis: cells that differ in nothing else but what is tied to it; for each x
  // the points there.
  function curvesOf(data, along, held, name) {
    const curves = new Map();
    const own = data.axes.map((axis) => axis.with === data.axes[along].with);
    for (const cell of data.cells) {
      if (!cell.results[name] || held.some((at, i) => !own[i] && at >= 0 && at !== cell.at[i]))
        continue;
      const rest = cell.at.filter((at, i) => !own[i]).join();
      if (!curves.has(rest)) {
        const words = data.axes.map((axis, i) => i)
          .filter((i) => !own[i] && data.axes[i].values.length > 1 && held[i] < 0)
          .map((i) => word(data, cell, i));
        curves.set(rest, { label: words.join(', ') || 'estimate', at: new Map() });
      }
      const [estimate, low, high, exact, events, of] = cell.results[name];
      const x = data.axes[along].values[cell.at[along]];
      const at = curves.get(rest).at;
      if (!at.has(x)) at.set(x, []);
      at.get(x).push({ estimate, low, high, exact, events, of, cell,
        tied: own.map((is, i) => (is && i !== along ? word(data, cell, i) : ''))
          .filter((text) => text).join(', ') });
    }
    return [...curves.values()];
  }

  // Whether what is tied to the axis goes up and down along it: then no line joins the points.
  function isScattered(data, along, list) {
    return data.axes.some((axis, i) => i !== along && axis.with === data.axes[along].with &&
      list.some((curve) => {
        const xs = [...curve.at.keys()].sort((a, b) => a - b);
        if (xs.some((x) => curve.at.get(x).length > 1)) return true;
        const steps = xs.map((x) => axis.values[curve.at.get(x)[0].cell.at[i]])
          .map((value, j, all) => (j === 0 || value === all[j - 1] ? 0 : value - all[j - 1]));
        return !steps.every((step) => step >= 0) && !steps.every((step) => step <= 0);
      }));
  }

  // A mark at the end of an interval where nothing was seen.
  function triangle(graph, series, canvas, x, y, colour) {
    canvas.beginPath();
    canvas.strokeStyle = colour;
    canvas.lineWidth = 1.5;
    canvas.moveTo(x - 5, y - 4);
    canvas.lineTo(x + 5, y - 4);
    canvas.lineTo(x, y + 5);
    canvas.closePath();
    canvas.stroke();
  }

  function cross(graph, series, canvas, x, y, colour) {
    canvas.beginPath();
    canvas.strokeStyle = colour;
    canvas.lineWidth = 1.5;
    canvas.moveTo(x - 4, y);
    canvas.lineTo(x + 4, y);
    canvas.moveTo(x, y - 4);
    canvas.lineTo(x, y + 4);
    canvas.stroke();
  }

  // A point with its interval.
  function bar(graph, series, canvas, x, y, colour, size, ends) {
    canvas.beginPath();
    canvas.strokeStyle = canvas.fillStyle = colour;
    canvas.arc(x, y, size, 0, 2 * Math.PI);
    canvas.fill();
    canvas.moveTo(x, graph.toDomYCoord(ends[0]));
    canvas.lineTo(x, graph.toDomYCoord(ends[1]));
    canvas.stroke();
  }

  // What the chart has of a point: estimate, closed form, bound; each as low, middle, high.
  function fields(at, lift, scattered) {
    const none = [null, null, null];
    if (!at) return [none, none, none];
    const same = (y) => (y === null || lift(y) !== y ? none : [y, y, y]);
    if (at.estimate === null) return [none, same(at.exact), same(at.high)];
    return [scattered ? same(at.estimate) : [lift(at.low), lift(at.estimate), lift(at.high)],
      same(at.exact), none];
  }

  // The marks of a logarithmic axis, at most so many: powers of ten, and parts where these are few.
  function ticks(low, high, most) {
    const list = [];
    const first = Math.floor(Math.log10(low));
    const last = Math.ceil(Math.log10(high));
    const step = Math.max(1, Math.ceil((last - first) / most));
    for (let power = first; power <= last; power++) {
      if ((power - first) % step !== 0) continue;
      const name = power < -2 || power > 5 ? '1e' + power : show(Number('1e' + power));
      list.push({ v: Number('1e' + power), label: name });
      for (let part = 2; last - first <= 2 && part < 10; part++) {
        const at = Number(part + 'e' + power);
        list.push({ v: at, label: part === 2 || part === 5 ? show(at) : '' });
      }
    }
    return list.filter((tick) => tick.v >= low * 0.999 && tick.v <= high * 1.001);
  }

  // The least and the most that is drawn; of a logarithmic scale what is positive.
  function spanOf(list, log) {
    const all = list.flatMap((curve) => [...curve.at.values()].flat())
      .flatMap((at) => [at.estimate, at.exact, at.high, at.estimate === null ? null : at.low])
      .filter((y) => y !== null && (!log || y > 0));
    return [Math.min(...all), Math.max(...all)];
  }

  // How each curve looks: its estimates, closed forms and bounds are a series each.
  function seriesOf(list, colours, scattered) {
    const series = {};
    list.forEach((curve, i) => {
      const color = colours[i % colours.length];
      const marks = (drawPointCallback) => ({ strokeWidth: 0, drawPoints: true, pointSize: 4,
        drawPointCallback, drawHighlightPointCallback: drawPointCallback, color });
      series['e' + i] = { drawPoints: true, pointSize: 3, strokeWidth: scattered ? 0 : 1,
        strokePattern: i < colours.length ? null : [2, 3], color };
      series['x' + i] = scattered ? marks(cross)
        : { strokePattern: [6, 4], strokeWidth: 1.5, color };
      series['b' + i] = marks(triangle);
    });
    return series;
  }

  // The chart's rows, one or more for each x; the intervals' ends in each, which bars show; the
  // first row of each x.
  function rowsOf(list, places, lift, scattered) {
    const rows = [];
    const ends = [];
    const firsts = [];
    for (const x of places) {
      const points = list.map((curve) => curve.at.get(x) || []);
      firsts.push(rows.length);
      for (let k = 0; points.some((all) => k < all.length); k++) {
        rows.push([x].concat(...points.map((all) => fields(all[k], lift, scattered))));
        ends.push(points.map((all) => (all[k] ? [lift(all[k].low), lift(all[k].high)] : null)));
      }
    }
    return { rows, ends, firsts };
  }

  // What an axis shows, with room at both ends.
  function windowOf(least, most, log, part, factor) {
    if (log) return [least / factor, most * factor];
    const room = part * (most - least || Math.abs(most) || 1);
    return [least - room, most + room];
  }

  const dataOf = (curves) =>
    JSON.parse(document.getElementById(curves.dataset.from).textContent);

  // Makes the chart; returns what draws it anew from other data of the same sweep.
  function start(curves) {
    let data = dataOf(curves);
    const chart = curves.querySelector('.chart');
    chart.textContent = '';
    const controls = make('div', chart);
    controls.className = 'controls';
    const numeric = data.axes.map((axis, i) => i).filter((i) => data.axes[i].numeric);
    const result = choose(controls, 'Result', data.results.map((of) => of.name));
    result.value = data.results.findIndex((of) => of.name === data.main);
    const along = choose(controls, 'Along', numeric.map((i) => data.axes[i].key));
    const others = data.axes.map((axis) => (axis.values.length > 1 ? choose(controls, axis.key,
      ['all'].concat(axis.values.map((x) => (axis.numeric ? show(x) : x)))) : null));
    const logX = check(controls, 'logarithmic to the right');
    const logY = check(controls, 'logarithmic upwards');
    const meaning = make('p', chart);
    meaning.className = 'soft';
    const canvas = make('div', chart);
    canvas.className = 'canvas';
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'img');
    const hint = make('p', chart, 'Point at the chart, or step through it with the arrow keys. ' +
      'Drag to look closer; double-click or Escape to see all. Dashed, or crosses: ' +
      'closed form. Band, or bar: ' + show(100 * data.confidence) +
      ' % interval. Hollow mark: bound, nothing was seen.');
    hint.className = 'soft';
    const box = make('div', chart);
    box.className = 'scroll';
    box.tabIndex = 0;
    const table = make('table', box);
    table.className = 'cells';
    table.setAttribute('aria-live', 'polite');
    let graph = null;
    let list = [];
    let places = [];
    let firsts = []; // the first row of each place
    let row = -1;

    function read(at) {
      row = at;
      table.textContent = '';
      const head = make('tr', make('thead', table));
      const axis = data.axes[numeric[along.value]];
      [axis.key + ' = ' + show(places[at]), 'estimate', 'interval', 'events', 'of', 'exact']
        .forEach((text) => { make('th', head, text); });
      const body = make('tbody', table);
      list.forEach((curve, i) => {
        (curve.at.get(places[at]) || []).forEach((of) => {
          const line = make('tr', body);
          const name = make('th', line);
          const swatch = make('span', name);
          swatch.className = i < data.colours.length ? 'swatch' : 'swatch again';
          swatch.style.background = data.colours[i % data.colours.length];
          swatch.style.borderColor = data.colours[i % data.colours.length];
          name.appendChild(document.createTextNode(
            of.tied && curve.label === 'estimate' ? of.tied
              : of.tied ? curve.label + ', ' + of.tied : curve.label));
          [of.estimate === null ? 'n.d.' : show(of.estimate),
            '[' + show(of.low) + ', ' + show(of.high) + ']', String(of.events), String(of.of),
            show(of.exact)].forEach((text) => { make('td', line, text); });
        });
      });
    }

    // What is chosen, arranged; false where there is nothing.
    function arrange(axis, of) {
      const held = others.map((select) => (select ? Number(select.value) - 1 : -1));
      const all = curvesOf(data, axis, held, of.name);
      list = all.slice(0, MOST);
      places = [...new Set(list.flatMap((curve) => [...curve.at.keys()]))].sort((a, b) => a - b);
      logY.checked = logY.checked && spanOf(list, false)[1] > 0;
      meaning.textContent = of.name + ' (' + of.meaning + ') against ' + data.axes[axis].name +
        (list.length === 0 ? ': no cell is there' : '') +
        (all.length > MOST ? '. Only the first ' + MOST + ' curves are drawn' : '');
      canvas.setAttribute('aria-label', of.name + ' along ' + data.axes[axis].key +
        '; the table below says the numbers');
      others.forEach((select, i) => {
        if (select) select.parentNode.hidden = data.axes[i].with === data.axes[axis].with;
      });
      return list.length > 0;
    }

    function draw() {
      const axis = numeric[along.value];
      if (graph) graph.destroy();
      graph = null;
      table.textContent = '';
      if (!arrange(axis, data.results[result.value])) return;
      const scattered = isScattered(data, axis, list);
      const [least, most] = spanOf(list, logY.checked);
      const lift = (y) => (logY.checked ? Math.max(y, least / 1.5) : y);
      const made = rowsOf(list, places, lift, scattered);
      const series = seriesOf(list, data.colours, scattered);
      list.forEach((curve, i) => {
        if (scattered)
          series['e' + i].drawPointCallback = (...all) => {
            bar(...all.slice(0, 7), made.ends[all[7]][i]);
          };
      });
      const range = windowOf(least, most, logY.checked, 0.05, 1.3);
      if (!logY.checked && least >= 0 && least < 0.3 * most) range[0] = 0;
      const all = windowOf(places[0], places[places.length - 1], logX.checked, 0.03, 1.15);
      const axes = {
        x: { logscale: logX.checked, axisLabelFormatter: show, axisLabelWidth: 64 },
        y: { axisLabelFormatter: show, axisLabelWidth: 64 },
      };
      if (logX.checked) axes.x.ticker = (a, b) => ticks(a, b, canvas.clientWidth / 70);
      if (logY.checked) axes.y.ticker = (a, b) => ticks(a, b, 8);
      firsts = made.firsts;
      graph = new Dygraph(canvas, made.rows, {
        labels: ['x'].concat(...list.map((curve, i) => ['e' + i, 'x' + i, 'b' + i])),
        series, axes, customBars: true, connectSeparatedPoints: true, legend: 'never',
        fillAlpha: Math.min(0.15, 0.6 / list.length), // bands lie over one another
        logscale: logY.checked, valueRange: range, dateWindow: all, xRangePad: 8,
        gridLineColor: '#ccc', axisLineColor: '#444', highlightCircleSize: 5,
        highlightCallback: (event, x) => { read(places.indexOf(x)); },
      });
      graph.all = all;
      read(Math.min(Math.max(row, 0), places.length - 1));
    }

    function scales() {
      logX.checked = data.axes[numeric[along.value]].log;
      logY.checked = data.results[result.value].log;
      logX.disabled = !(Math.min(...data.axes[numeric[along.value]].values) > 0);
    }

    // So few that they can be told apart: keys are held where the first cell lies, those with the
    // most values first.
    function hold() {
      const axis = numeric[along.value];
      const name = data.results[result.value].name;
      const held = data.axes.map(() => -1);
      const open = others.map((select, i) => i)
        .filter((i) => others[i] && data.axes[i].with !== data.axes[axis].with)
        .sort((a, b) => data.axes[b].values.length - data.axes[a].values.length);
      while (curvesOf(data, axis, held, name).length > MOST && open.length) {
        const next = open.shift();
        held[next] = Number(data.cells[0].at[next]);
      }
      others.forEach((select, i) => { if (select) select.value = held[i] + 1; });
      return held.some((at) => at >= 0);
    }

    // The choices stay as they are, and so does what was looked at closer.
    function refresh() {
      const before = data.results[result.value];
      const range = graph ? graph.xAxisRange() : null;
      const closer = graph && range.some((end, i) => end !== graph.all[i]);
      const names = data.results.map((of) => of.name).join();
      data = dataOf(curves);
      if (data.results.map((of) => of.name).join() !== names) {
        result.textContent = '';
        data.results.forEach((of, i) => { make('option', result, of.name).value = i; });
        result.value = Math.max(data.results.findIndex((of) => of.name === before.name), 0);
      }
      if (data.results[result.value].log !== before.log) scales();
      draw();
      if (closer && graph) graph.updateOptions({ dateWindow: range });
    }

    canvas.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (event.key === 'Escape' && graph) graph.updateOptions({ dateWindow: graph.all });
      if (!step || !graph) return;
      event.preventDefault();
      read(Math.min(Math.max(row + step, 0), places.length - 1));
      graph.setSelection(firsts[row]);
    });
    along.addEventListener('change', () => { hold(); scales(); draw(); });
    result.addEventListener('change', () => { scales(); draw(); });
    others.concat([logX, logY]).forEach((control) => {
      if (control) control.addEventListener('change', draw);
    });
    // Along the key that leaves few enough curves, as the picture is.
    const rate = Math.max(numeric.findIndex((i) => data.axes[i].key === 'scheming.rate'), 0);
    const tries = [rate].concat(numeric.map((i, j) => j).filter((j) => j !== rate));
    const few = tries.find((j) => { along.value = j; return !hold(); });
    along.value = few === undefined ? rate : few;
    hold();
    scales();
    curves.classList.add('live');
    draw();
    return refresh;
  }

  document.querySelectorAll('.curves').forEach((curves) => {
    let refresh = null;
    function show() {
      try {
        if (refresh) refresh();
        else refresh = start(curves);
      } catch (error) {
        curves.classList.remove('live'); // the picture stays
      }
    }
    show();
    curves.addEventListener('fresh', show);
  });
})();
