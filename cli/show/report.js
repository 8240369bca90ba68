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

  // The curves along an axis: cells that differ in nothing else, in the order of x.
  function curvesOf(data, along, held, name) {
    const curves = new Map();
    for (const cell of data.cells) {
      if (!cell.results[name] || held.some((at, i) => i !== along && at >= 0 && at !== cell.at[i]))
        continue;
      const rest = cell.at.map((at, i) => (i === along ? '' : at)).join();
      if (!curves.has(rest)) {
        const words = data.axes.map((axis, i) => [axis, i])
          .filter(([axis, i]) => i !== along && axis.values.length > 1 && held[i] < 0)
          .map(([axis, i]) => (axis.numeric ? axis.key.replace(/.*\./, '') + ' = ' : '') +
            (axis.numeric ? show(axis.values[cell.at[i]]) : axis.values[cell.at[i]]));
        curves.set(rest, { label: words.join(', ') || 'estimate', at: new Map() });
      }
      const [estimate, low, high, exact, events, of] = cell.results[name];
      curves.get(rest).at.set(data.axes[along].values[cell.at[along]],
        { estimate, low, high, exact, events, of });
    }
    return [...curves.values()];
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

  function start(curves) {
    const data = JSON.parse(document.getElementById(curves.dataset.from).textContent);
    const chart = curves.querySelector('.chart');
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
      'Drag to look closer; double-click or Escape to see all. Dashed: closed form. ' +
      'Band: ' + show(100 * data.confidence) +
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
        const of = curve.at.get(places[at]);
        if (!of) return;
        const line = make('tr', body);
        const name = make('th', line);
        const swatch = make('span', name);
        swatch.className = i < data.colours.length ? 'swatch' : 'swatch again';
        swatch.style.background = data.colours[i % data.colours.length];
        swatch.style.borderColor = data.colours[i % data.colours.length];
        name.appendChild(document.createTextNode(curve.label));
        [of.estimate === null ? 'n.d.' : show(of.estimate),
          '[' + show(of.low) + ', ' + show(of.high) + ']', String(of.events), String(of.of),
          show(of.exact)].forEach((text) => { make('td', line, text); });
      });
    }

    function draw() {
      const axis = numeric[along.value];
      const of = data.results[result.value];
      const held = others.map((select) => (select ? Number(select.value) - 1 : -1));
      others.forEach((select, i) => { if (select) select.parentNode.hidden = i === axis; });
      list = curvesOf(data, axis, held, of.name);
      const more = list.length > MOST;
      list = list.slice(0, MOST);
      meaning.textContent = of.name + ' (' + of.meaning + ') against ' + data.axes[axis].name +
        (more ? '. Only the first ' + MOST + ' curves are drawn: choose values above' : '');
      canvas.setAttribute('aria-label', of.name + ' along ' + data.axes[axis].key +
        '; the table below says the numbers');
      places = [...new Set(list.flatMap((curve) => [...curve.at.keys()]))].sort((a, b) => a - b);
      let least = Infinity;
      let most = -Infinity;
      list.forEach((curve) => curve.at.forEach((at) => {
        [at.estimate, at.exact, at.high, at.estimate === null || at.low <= 0 ? null : at.low]
          .forEach((y) => {
            if (y === null || (logY.checked && y <= 0)) return;
            least = Math.min(least, y);
            most = Math.max(most, y);
          });
      }));
      const floor = logY.checked ? least / 1.5 : -Infinity;
      const lift = (y) => (y === null ? null : Math.max(y, floor));
      const options = { labels: ['x'], series: {} };
      const colours = [];
      list.forEach((curve, i) => {
        const colour = data.colours[i % data.colours.length];
        options.labels.push('e' + i, 'x' + i, 'b' + i);
        options.series['e' + i] = { drawPoints: true, pointSize: 3, strokeWidth: 1,
          strokePattern: i < data.colours.length ? null : [2, 3], color: colour };
        options.series['x' + i] = { strokePattern: [6, 4], strokeWidth: 1.5, color: colour };
        options.series['b' + i] = { strokeWidth: 0, drawPoints: true, pointSize: 4,
          drawPointCallback: triangle, drawHighlightPointCallback: triangle, color: colour };
        colours.push(colour, colour, colour);
      });
      const rows = places.map((x) => [x].concat(...list.map((curve) => {
        const at = curve.at.get(x);
        const seen = at && at.estimate !== null;
        return [
          seen ? [lift(at.low), lift(at.estimate), lift(at.high)] : [null, null, null],
          at && at.exact !== null && (!logY.checked || at.exact > 0)
            ? [at.exact, at.exact, at.exact] : [null, null, null],
          at && !seen ? [at.high, at.high, at.high] : [null, null, null],
        ];
      })));
      const room = logY.checked ? 1.3 : 0.05 * (most - least || Math.abs(most) || 1);
      const bottom = least >= 0 && least < 0.3 * most ? 0 : least - room;
      const first = places[0];
      const last = places[places.length - 1];
      const side = logX.checked ? 1.15 : 0.03 * (last - first || Math.abs(last) || 1);
      options.customBars = true;
      options.connectSeparatedPoints = true;
      options.colors = colours;
      options.fillAlpha = Math.min(0.15, 0.6 / list.length); // bands lie over one another
      options.legend = 'never';
      options.xRangePad = 8;
      options.logscale = logY.checked;
      options.valueRange = logY.checked ? [least / room, most * room] : [bottom, most + room];
      options.dateWindow = logX.checked ? [first / side, last * side] : [first - side, last + side];
      options.axes = {
        x: { logscale: logX.checked, axisLabelFormatter: show, axisLabelWidth: 64 },
        y: { axisLabelFormatter: show, axisLabelWidth: 64 },
      };
      if (logX.checked) options.axes.x.ticker = (a, b) => ticks(a, b, canvas.clientWidth / 70);
      if (logY.checked) options.axes.y.ticker = (a, b) => ticks(a, b, 8);
      options.gridLineColor = '#ccc';
      options.axisLineColor = '#444';
      options.highlightCircleSize = 5;
      options.highlightCallback = (event, x) => { read(places.indexOf(x)); };
      if (graph) graph.destroy();
      graph = new Dygraph(canvas, rows, options);
      graph.all = options.dateWindow;
      if (places.length) read(Math.min(Math.max(row, 0), places.length - 1));
    }

    function scales() {
      logX.checked = data.axes[numeric[along.value]].log;
      logY.checked = data.results[result.value].log;
      logX.disabled = !(Math.min(...data.axes[numeric[along.value]].values) > 0);
    }

    // So few that they can be told apart: the keys with the most values are held at their first.
    function hold() {
      const axis = numeric[along.value];
      const open = others.map((select, i) => i).filter((i) => others[i] && i !== axis)
        .sort((a, b) => data.axes[b].values.length - data.axes[a].values.length);
      let count = open.reduce((product, i) => product * data.axes[i].values.length, 1);
      open.forEach((i) => {
        others[i].value = count > MOST ? 1 : 0;
        if (count > MOST) count /= data.axes[i].values.length;
      });
    }

    canvas.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (event.key === 'Escape') graph.updateOptions({ dateWindow: graph.all });
      if (!step || !places.length) return;
      event.preventDefault();
      read(Math.min(Math.max(row + step, 0), places.length - 1));
      graph.setSelection(row);
    });
    along.addEventListener('change', () => { hold(); scales(); draw(); });
    result.addEventListener('change', () => { scales(); draw(); });
    others.concat([logX, logY]).forEach((control) => {
      if (control) control.addEventListener('change', draw);
    });
    // Along the key that leaves few enough curves, as the picture is.
    const few = numeric.findIndex((i) => data.axes.reduce((product, axis, j) =>
      product * (i === j ? 1 : axis.values.length), 1) <= MOST);
    const rate = numeric.findIndex((i) => data.axes[i].key === 'scheming.rate');
    along.value = rate >= 0 ? rate : 0;
    hold();
    if (others.some((select) => select && select.value !== '0') && few >= 0) {
      along.value = few;
      hold();
    }
    scales();
    curves.classList.add('live');
    draw();
  }

  document.querySelectorAll('.curves').forEach((curves) => {
    try {
      start(curves);
    } catch (error) {
      curves.classList.remove('live'); // the picture stays
    }
  });
})();
