(** Jacobian.v -- the derivative of the outputs in the parameters, as a matrix.
    Rows come from the reverse sweep: a covector at the output is carried back through the layers,
    masked by the activation pattern. Behind a layer that collapses a class all its points are one
    point, and nothing before that layer matters: so a class contributes one row an output. *)
From Truncation Require Import Spec LinearAlgebra.
From Coq Require Import Lra Lia.
Import ListNotations.
Open Scope R_scope.

Definition mask (s : list bool) (g : vec) : vec :=
  map2 (fun (b : bool) a => if b then a else 0) s g.
Definition zeros n : vec := repeat 0 n.

Lemma skipn_skipn {X} a : forall b (l : list X), skipn a (skipn b l) = skipn (a + b) l.
Proof.
  induction b as [|b IH]; intros [|t l]; rewrite ?skipn_nil, ?Nat.add_0_r; trivial.
  rewrite Nat.add_succ_r; apply IH.
Qed.

(** Masks *)
Lemma map2_cons {X Y Z} (f : X -> Y -> Z) a l b m : map2 f (a :: l) (b :: m) = f a b :: map2 f l m.
Proof. reflexivity. Qed.
Lemma mask_length s g : length s = length g -> length (mask s g) = length g.
Proof. intro E; unfold mask, map2; rewrite map_length, combine_length, E; apply Nat.min_id. Qed.
Lemma active_mask s z : Forall2 strict s z -> forall d, map2 active z d = mask s d.
Proof.
  induction 1 as [|b t s z Hb H IH]; intros [|a d]; trivial; unfold mask; rewrite !map2_cons.
  rewrite IH; f_equal; unfold active; destruct (Rlt_dec 0 t), b; unfold strict in Hb; trivial; lra.
Qed.
Lemma relu_mask s z : Forall2 strict s z -> map relu z = mask s z.
Proof.
  induction 1 as [|b t s z Hb H IH]; trivial; unfold mask in *; rewrite map2_cons; simpl.
  rewrite IH; f_equal; unfold relu; destruct b; unfold strict in Hb;
    [rewrite Rmax_right|rewrite Rmax_left]; lra.
Qed.
Lemma dot_mask s : forall g u, dot g (mask s u) = dot (mask s g) u.
Proof.
  unfold mask; induction s as [|b s IH]; intros [|a g] [|t u]; rewrite ?map2_cons; trivial.
  simpl; rewrite IH; destruct b; ring.
Qed.
Lemma mask_false n : forall g, length g = n -> mask (repeat false n) g = zeros n.
Proof.
  unfold mask; induction n as [|n IH]; intros [|a g] E; simpl in *; try discriminate; trivial.
  rewrite map2_cons, IH by congruence; reflexivity.
Qed.

(** The reverse sweep *)
Fixpoint back (Ls : list layer) (S : list (list bool)) (x g : vec) : vec * vec :=
  match Ls, S with
  | (W, b) :: Ls', s :: S' =>
      let '(row, h) := back Ls' S' (mask s (affine W b x)) g in
      let m := mask s h in (concat (outer m x) ++ m ++ row, lincomb m W)
  | _, _ => ([], g) end.
Definition flatten (dLs : direction) : vec := concat (map (fun L => concat (fst L) ++ snd L) dLs).
Definition square M (L : layer) : Prop := shape M M (fst L) /\ length (snd L) = M.

Lemma lincomb_length M c : forall W, length c = length W -> Forall (fun r => length r = M) W ->
  W <> [] -> length (lincomb c W) = M.
Proof.
  assert (V : forall u v : vec, length u = M -> (length v <= M)%nat -> length (vadd u v) = M).
  { induction M as [|M IH]; intros [|a u] [|b v] E1 E2; simpl in *; try lia.
    rewrite IH; lia. }
  assert (B : forall W : mat, length c = length W -> Forall (fun r => length r = M) W ->
    (length (lincomb c W) <= M)%nat /\ (W <> [] -> length (lincomb c W) = M)).
  { induction c as [|a c IH]; intros [|r W] E F; simpl in *; try discriminate.
    - split; [lia|congruence].
    - inversion F; subst. destruct (IH W) as [I _]; [congruence|trivial|].
      assert (X : length (vadd (vscale a r) (lincomb c W)) = length r).
      { apply V; [unfold vscale; apply map_length|exact I]. }
      split; [lia|trivial]. }
  intros W E F N; now apply B.
Qed.
Lemma lincomb_square M c W : length c = M -> shape M M W -> length (lincomb c W) = M.
Proof.
  intros E [E1 F]; destruct W as [|r W].
  - destruct c; simpl in *; lia.
  - apply lincomb_length; [exact (eq_trans E (eq_sym E1))|exact F|discriminate].
Qed.
Lemma concat_outer x : forall m dW, length m = length dW ->
  Forall (fun r => length r = length x) dW ->
  length (concat (outer m x)) = length (concat dW)
  /\ dot (concat (outer m x)) (concat dW) = dot m (mv dW x).
Proof.
  induction m as [|a m IH]; intros [|r dW] E F; simpl in *; try discriminate; [now split|].
  inversion F; subst; destruct (IH dW) as [I1 I2]; [congruence|trivial|].
  fold (outer m x); fold (mv dW x); assert (L : length (vscale a x) = length r)
    by (unfold vscale; now rewrite map_length).
  rewrite !app_length, I1, dot_app, I2, dot_vscale_l, (dot_comm x) by exact L. split; lia || ring.
Qed.
Lemma affine_length M W b x : length W = M -> length b = M -> length (affine W b x) = M.
Proof.
  intros E1 E2; unfold affine; assert (E : length (mv W x) = length b)
    by (unfold mv; rewrite map_length; congruence).
  rewrite <- E2; clear E1 E2; revert E; generalize (mv W x); induction b as [|t b IH];
  intros [|a u] E; simpl in *; try discriminate; trivial. now rewrite IH by congruence.
Qed.

Lemma back_ok M Ls : Forall (square M) Ls -> forall S x, pattern Ls x S -> length x = M ->
  forall dLs, Forall (square M) dLs -> length dLs = length Ls -> forall g, length g = M ->
  length (snd (back Ls S x g)) = M /\ length (fst (back Ls S x g)) = length (flatten dLs)
    /\ forall dx,
  dot g (hidden_tangent Ls dLs x dx)
  = dot (fst (back Ls S x g)) (flatten dLs) + dot (snd (back Ls S x g)) dx.
Proof.
  induction 1 as [|[W b] Ls [HW Hb] HLs IH]; intros S x P Hx dLs HD EL g Hg.
  - destruct dLs; [|discriminate]; destruct S; simpl; repeat split; trivial; intro;
    rewrite ?dot_nil_r; ring.
  - destruct dLs as [|[dW db] dLs]; [discriminate|]; destruct S as [|s S]; [contradiction|].
    apply Forall_cons_iff in HD as [[HdW Hdb] HD']; cbn [fst snd] in *; destruct P as [P1 P2].
    set (z := affine W b x) in *.
    assert (Hz : length z = M) by (apply affine_length; [apply HW|exact Hb]).
    assert (Hs : length s = length z) by (clear -P1; induction P1; simpl; congruence).
    rewrite (relu_mask _ _ P1) in P2.
    destruct (IH S (mask s z) P2 (eq_trans (mask_length _ _ Hs) Hz) dLs HD') with (g := g)
      as [I1 [I0 I2]]; [simpl in EL; congruence|exact Hg|].
    cbn [hidden_tangent back]; fold z; rewrite (relu_mask _ _ P1).
    destruct (back Ls S (mask s z) g) as [row h]; cbn [fst snd] in *.
    assert (Hm : length (mask s h) = M) by (rewrite mask_length; congruence).
    destruct HdW as [W1 W2]; destruct (concat_outer x (mask s h) dW) as [C1 C2];
      [exact (eq_trans Hm (eq_sym W1))|now rewrite Hx|].
    unfold flatten; cbn [map concat fst snd]; fold (flatten dLs).
    split; [now apply lincomb_square|split; [rewrite !app_length, C1, I0; lia|intro dx]].
    rewrite I2, (active_mask _ _ P1), dot_mask, dot_vadd_r; unfold affine; rewrite dot_vadd_r.
    rewrite <- app_assoc, dot_app, C2, dot_app, dot_lincomb by congruence. ring.
Qed.

(** One row an output, and what the rows do *)
Definition output_rows (Ls : list layer) (A : mat) (S : list (list bool)) (Q : nat) (x : vec) :
  mat :=
  map (fun t => fst (back Ls S x (fst t)) ++ concat (outer (snd t) (hidden Ls x)) ++ snd t)
      (combine A (identity Q)).

Lemma rows_of_ok M : forall r v, (r * M <= length v)%nat ->
  shape r M (rows_of r M v) /\ v = concat (rows_of r M v) ++ skipn (r * M) v.
Proof.
  induction r as [|r IH]; intros v H; [repeat split; constructor|].
  simpl in H; destruct (IH (skipn M v)) as [[I1 I2] I3]; [rewrite skipn_length; lia|].
  cbn [rows_of concat]; repeat split; [simpl; congruence|constructor; trivial;
    apply firstn_length_le; lia|].
  rewrite <- app_assoc; simpl. replace (skipn (M + r * M) v) with (skipn (r * M) (skipn M v)).
  - rewrite <- I3; symmetry; apply firstn_skipn.
  - now rewrite skipn_skipn, Nat.add_comm.
Qed.
Lemma layers_of_ok M : forall L v, (L * (M * M + M) <= length v)%nat ->
  Forall (square M) (layers_of L M v) /\ length (layers_of L M v) = L
  /\ v = flatten (layers_of L M v) ++ skipn (L * (M * M + M)) v.
Proof.
  induction L as [|L IH]; intros v H; [repeat split; constructor|].
  simpl in H; destruct (IH (skipn (M * M + M) v)) as [I1 [I2 I3]]; [rewrite skipn_length; lia|].
  destruct (rows_of_ok M M v) as [R1 R2]; [lia|].
  cbn [layers_of]; repeat split; [constructor; [split; [exact R1|]|exact I1]|simpl; congruence|].
  - cbn [snd]; apply firstn_length_le; rewrite skipn_length; lia.
  - unfold flatten; cbn [map concat fst snd]; fold (flatten (layers_of L M (skipn (M * M + M) v))).
    replace (skipn (Datatypes.S L * (M * M + M)) v)
      with (skipn (L * (M * M + M)) (skipn (M * M + M) v)) by (rewrite skipn_skipn; f_equal; lia).
    rewrite <- !app_assoc, <- I3, R2 at 1; f_equal.
    rewrite <- (firstn_skipn M (skipn (M * M) v)) at 1; f_equal. rewrite skipn_skipn; f_equal; lia.
Qed.
Lemma hidden_length M Ls : Forall (square M) Ls -> forall x, length x = M ->
  length (hidden Ls x) = M.
Proof.
  induction 1 as [|[W b] Ls [[HW _] Hb] H IH]; intros x Hx; simpl; trivial.
  apply IH; rewrite map_length; now apply affine_length.
Qed.
Lemma combine_rows p q : forall A I, length A = length I ->
  map (fun t => dot (fst t) p + dot (snd t) q) (combine A I) = vadd (mv A p) (mv I q).
Proof. induction A as [|a A IH]; intros [|e I] E; simpl in *; try discriminate;
  trivial. now rewrite IH by congruence. Qed.
Lemma unit_length Q e : In e (identity Q) -> length e = Q.
Proof. unfold identity, unit; intro H; apply in_map_iff in H as [i [<- _]].
  now rewrite map_length, seq_length. Qed.

Definition parameters M Q (Ls : list layer) : nat := (length Ls * (M * M + M) + (Q * M + Q))%nat.
Theorem output_rows_ok M Q Ls A S x v :
  Forall (square M) Ls -> shape Q M A -> pattern Ls x S -> length x = M ->
  length v = parameters M Q Ls -> tangent_at M Q Ls A x v = mv (output_rows Ls A S Q x) v.
Proof.
  intros HLs [HA1 HA2] P Hx Hv; unfold parameters in Hv.
  destruct (layers_of_ok M (length Ls) v) as [L1 [L2 L3]]; [lia|].
  unfold tangent_at; set (w := skipn (length Ls * (M * M + M)) v) in *.
  assert (Hw : length w = (Q * M + Q)%nat) by (unfold w; rewrite skipn_length; lia).
  destruct (rows_of_ok M Q w) as [[R1 R2] R3]; [lia|].
  set (dA := rows_of Q M w) in *; set (dc := skipn (Q * M) w) in *;
    set (dLs := layers_of _ M v) in *.
  assert (Hc : length dc = Q) by (unfold dc; rewrite skipn_length; lia).
  unfold net_tangent; set (h := hidden Ls x); set (p := hidden_tangent _ _ _ _).
  set (y := affine dA dc h).
  assert (Hh : length h = M) by (now apply hidden_length).
  assert (Hy : length y = Q) by (now apply affine_length).
  rewrite <- (mv_identity y) at 1; rewrite Hy, <- combine_rows
    by (unfold identity; now rewrite map_length, seq_length).
  unfold output_rows, mv; rewrite map_map; apply map_ext_in; intros [a e] Hin; cbn [fst snd].
  assert (Ha : length a = M) by (apply in_combine_l in Hin; rewrite Forall_forall in HA2; auto).
  assert (He : length e = Q) by (apply in_combine_r in Hin; now apply unit_length).
  destruct (back_ok M Ls HLs S x P Hx dLs L1 L2 a Ha) as [B1 [B0 B2]].
  unfold p; rewrite B2, (dot_zero_r _ (map (fun _ => 0) x)), Rplus_0_r
    by (apply Forall_map, Forall_forall; trivial).
  destruct (concat_outer h e dA) as [C1 C2]; [exact (eq_trans He (eq_sym R1))|now rewrite Hh|].
  rewrite L3, R3; fold h; rewrite dot_app.
  - rewrite dot_app by exact C1. rewrite C2; unfold y, affine; rewrite dot_vadd_r; ring.
  - exact B0.
Qed.
